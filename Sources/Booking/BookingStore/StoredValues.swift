import BookingDomain
import SQLite
import Timekeeping

/// A row that this program does not write: damaged, edited by hand, or of a newer version.
package struct UnreadableRow: Error, Equatable, CustomStringConvertible {
    /// The table and the column, such as `bookings.status`.
    package let column: String
    package let value: String

    package var description: String {
        "\(column) holds “\(value)”, which this program does not write"
    }
}

/// Times are stored as whole seconds since 1970.
extension Timestamp: SQLBindable {
    package var sqlValue: SQLValue { .integer(unixSeconds) }
}

// Overloads of frequent types, which are faster than the generic ones of `SQL`.
extension SQL.StringInterpolation {
    mutating func appendInterpolation<Entity>(_ value: Identifier<Entity>) {
        appendInterpolation(value.rawValue)
    }

    mutating func appendInterpolation(_ value: Timestamp) {
        appendInterpolation(value.unixSeconds)
    }

    mutating func appendInterpolation<Word: RawRepresentable<String>>(_ value: Word) {
        appendInterpolation(value.rawValue)
    }

    mutating func appendInterpolation(_ value: Timestamp?) {
        appendInterpolation(value?.unixSeconds)
    }

    mutating func appendInterpolation<Word: RawRepresentable<String>>(_ value: Word?) {
        appendInterpolation(value?.rawValue)
    }
}

extension Row {
    func timestamp(_ column: Int32) -> Timestamp {
        Timestamp(clamping: int64(column))
    }

    func optionalTimestamp(_ column: Int32) -> Timestamp? {
        isNull(column) ? nil : timestamp(column)
    }

    func id<Entity>(_ column: Int32) -> Identifier<Entity> {
        Identifier(int64(column))
    }
}

extension Columns {
    mutating func next() -> Timestamp { Timestamp(clamping: next()) }

    mutating func next() -> Timestamp? {
        let seconds: Int64? = next()
        return seconds.map(Timestamp.init(clamping:))
    }

    mutating func next<Entity>() -> Identifier<Entity> { Identifier(next()) }

    mutating func next<Entity>() -> Identifier<Entity>? {
        let id: Int64? = next()
        return id.map(Identifier.init(_:))
    }

    mutating func next() -> Currency { Currency(stored: next()) }

    /// Reads an enumeration's raw value.
    ///
    /// - Throws: `UnreadableRow` for an unknown one.
    mutating func next<Word: RawRepresentable<String>>(
        _ name: String
    ) throws(UnreadableRow) -> Word {
        let text: String = next()
        guard let word = Word(rawValue: text) else {
            throw UnreadableRow(column: name, value: text)
        }
        return word
    }

    /// Reads an enumeration's raw value; nil for NULL.
    ///
    /// - Throws: `UnreadableRow` for an unknown one.
    mutating func next<Word: RawRepresentable<String>>(
        _ name: String
    ) throws(UnreadableRow) -> Word? {
        guard let text: String = next() else { return nil }
        guard let word = Word(rawValue: text) else {
            throw UnreadableRow(column: name, value: text)
        }
        return word
    }
}
