/// An SQL statement or a fragment of one: text from literals only, and the values bound to it.
///
/// Every interpolation becomes a bound parameter, and all text is a `StaticString`. A string built
/// at run time does not compile as SQL, so an injection is impossible:
///
///     let booking: SQL = "SELECT seats FROM bookings WHERE id = \(id)"
///     let page = booking + " AND user_id = \(userID)"
package struct SQL: Sendable {
    private(set) var template = SQLTemplate()
    /// The bound values, in the order of their placeholders.
    private(set) var values: [SQLValue] = []

    package init() {}

    /// Appends the text and values of another fragment.
    package mutating func append(_ other: SQL) {
        template.append(other.template)
        values.append(contentsOf: other.values)
    }

    /// Concatenates without a separator.
    package static func + (left: SQL, right: SQL) -> SQL {
        var sum = left
        sum.append(right)
        return sum
    }

    /// Appends a fragment.
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

        // Reserves room for the counted values and for those of one or two fragments.
        package init(literalCapacity: Int, interpolationCount: Int) {
            sql.template.reserveCapacity(2 * interpolationCount + 9)
            sql.values.reserveCapacity(interpolationCount + 2)
        }

        /// Appends text.
        package mutating func appendLiteral(_ literal: StaticString) {
            sql.template.append(literal)
        }

        /// Binds a value as a parameter.
        package mutating func appendInterpolation(_ value: SQLValue) {
            sql.template.appendPlaceholder()
            sql.values.append(value)
        }

        /// Binds a value.
        package mutating func appendInterpolation(_ value: some SQLBindable) {
            appendInterpolation(value.sqlValue)
        }

        /// Binds a value, or NULL.
        package mutating func appendInterpolation(_ value: (some SQLBindable)?) {
            appendInterpolation(value?.sqlValue ?? .null)
        }

        // The most frequent types: a generic optional from another module costs a thousand
        // instructions.

        /// Binds an integer.
        package mutating func appendInterpolation(_ value: Int64) {
            appendInterpolation(SQLValue.integer(value))
        }

        /// Binds an integer.
        package mutating func appendInterpolation(_ value: Int) {
            appendInterpolation(SQLValue.integer(Int64(value)))
        }

        /// Binds a text.
        package mutating func appendInterpolation(_ value: String) {
            appendInterpolation(SQLValue.text(value))
        }

        /// Binds an integer, or NULL.
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

        /// Inserts another piece of SQL with its values.
        package mutating func appendInterpolation(fragment: SQL) {
            sql.append(fragment)
        }
    }
}

extension Sequence where Element == SQL {
    /// Joins the fragments with a separator, such as `" AND "`.
    package func joined(separator: SQL) -> SQL {
        var joined = SQL()
        for (index, piece) in enumerated() {
            if index > 0 { joined.append(separator) }
            joined.append(piece)
        }
        return joined
    }
}
