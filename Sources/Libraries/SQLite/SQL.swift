/// One SQL statement, or a piece of one: text from literals only, and the values bound into it.
///
/// Every interpolation becomes a bound parameter, and text can come from a `StaticString` alone, so
/// a string built at run time does not compile as SQL and an injection cannot be written:
///
///     let booking: SQL = "SELECT seats FROM bookings WHERE id = \(id)"
///     let page = booking + " AND user_id = \(userID)"
package struct SQL: Sendable {
    /// The text, as the statement cache knows it.
    private(set) var template = SQLTemplate()
    /// The bound values, in the order of their placeholders.
    private(set) var values: [SQLValue] = []

    /// SQL without text, to append to.
    package init() {}

    /// Appends the text and values of another piece.
    package mutating func append(_ other: SQL) {
        template.append(other.template)
        values.append(contentsOf: other.values)
    }

    /// Both pieces one after the other, with nothing put between them.
    package static func + (left: SQL, right: SQL) -> SQL {
        var sum = left
        sum.append(right)
        return sum
    }

    /// Appends the right piece, as ``append(_:)`` does.
    package static func += (left: inout SQL, right: SQL) {
        left.append(right)
    }
}

extension SQL: ExpressibleByStringInterpolation {
    package init(stringLiteral literal: StaticString) {
        template.append(literal)
    }

    package init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.sql
    }

    /// Collects the literals and binds of an interpolated literal.
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var sql = SQL()

        /// Makes room for the binds of a literal that the compiler has counted, and for those of a
        /// fragment or two, which it cannot count.
        package init(literalCapacity: Int, interpolationCount: Int) {
            sql.template.reserveCapacity(2 * interpolationCount + 9)
            sql.values.reserveCapacity(interpolationCount + 2)
        }

        /// Appends text of the program's own source, the only text that SQL is made of.
        package mutating func appendLiteral(_ literal: StaticString) {
            sql.template.append(literal)
        }

        /// Binds a value as a parameter, so that it is never read as SQL.
        package mutating func appendInterpolation(_ value: SQLValue) {
            sql.template.appendPlaceholder()
            sql.values.append(value)
        }

        /// Binds a value of another type in the way that SQLite stores it.
        package mutating func appendInterpolation(_ value: some SQLBindable) {
            appendInterpolation(value.sqlValue)
        }

        /// Binds a value, or NULL.
        package mutating func appendInterpolation(_ value: (some SQLBindable)?) {
            appendInterpolation(value?.sqlValue ?? .null)
        }

        // The commonest of those by themselves: a generic optional of another module costs a
        // thousand instructions.

        /// Binds a whole number.
        package mutating func appendInterpolation(_ value: Int64) {
            appendInterpolation(SQLValue.integer(value))
        }

        /// Binds a whole number.
        package mutating func appendInterpolation(_ value: Int) {
            appendInterpolation(SQLValue.integer(Int64(value)))
        }

        /// Binds a text.
        package mutating func appendInterpolation(_ value: String) {
            appendInterpolation(SQLValue.text(value))
        }

        /// Binds a whole number, or NULL.
        package mutating func appendInterpolation(_ value: Int64?) {
            appendInterpolation(value.map(SQLValue.integer) ?? .null)
        }

        /// Binds a text, or NULL.
        package mutating func appendInterpolation(_ value: String?) {
            appendInterpolation(value.map(SQLValue.text) ?? .null)
        }

        /// Binds the raw value of an enumeration or identifier.
        package mutating func appendInterpolation<Value: RawRepresentable>(_ value: Value)
        where Value.RawValue: SQLBindable {
            appendInterpolation(value.rawValue)
        }

        /// Binds the raw value, or NULL.
        package mutating func appendInterpolation<Value: RawRepresentable>(_ value: Value?)
        where Value.RawValue: SQLBindable {
            appendInterpolation(value?.rawValue)
        }

        /// Splices in another piece of SQL, with its own values.
        package mutating func appendInterpolation(fragment: SQL) {
            sql.append(fragment)
        }
    }
}

extension Sequence where Element == SQL {
    /// The pieces in order with a separator between each two, such as `" AND "`.
    package func joined(separator: SQL) -> SQL {
        var joined = SQL()
        for (index, piece) in enumerated() {
            if index > 0 { joined.append(separator) }
            joined.append(piece)
        }
        return joined
    }
}
