import BookingDomain
import SQLite
import Timekeeping

/// A row that this program cannot have written: damaged, edited by hand, or of a newer version.
package struct UnreadableRow: Error, Equatable, CustomStringConvertible {
    /// The table and the column, as `bookings.status`.
    package let column: String
    /// What the column holds.
    package let value: String

    /// Says which value of which column it was.
    package var description: String { "\(column) holds “\(value)”, which nothing here writes" }
}

/// Moments are kept as whole seconds since 1970.
extension Timestamp: SQLBindable {
    package var sqlValue: SQLValue { .integer(unixSeconds) }
}

// By themselves, as `SQL` would have to ask each for its raw value.
extension SQL.StringInterpolation {
    /// Binds an id.
    mutating func appendInterpolation<Entity>(_ value: Identifier<Entity>) {
        appendInterpolation(value.rawValue)
    }

    /// Binds a moment.
    mutating func appendInterpolation(_ value: Timestamp) {
        appendInterpolation(value.unixSeconds)
    }

    /// Binds the word of an enumeration.
    mutating func appendInterpolation<Word: RawRepresentable<String>>(_ value: Word) {
        appendInterpolation(value.rawValue)
    }

    /// Binds a moment, or NULL.
    mutating func appendInterpolation(_ value: Timestamp?) {
        appendInterpolation(value?.unixSeconds)
    }

    /// Binds the word of an enumeration, or NULL.
    mutating func appendInterpolation<Word: RawRepresentable<String>>(_ value: Word?) {
        appendInterpolation(value?.rawValue)
    }
}

extension Row {
    /// The column's time.
    func timestamp(_ column: Int32) -> Timestamp {
        Timestamp(clamping: int64(column))
    }

    /// The column's time; nil where it is NULL.
    func optionalTimestamp(_ column: Int32) -> Timestamp? {
        isNull(column) ? nil : timestamp(column)
    }

    /// The column's ID.
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

    /// The raw value of an enumeration.
    ///
    /// - Throws: `UnreadableRow` if it is none of them.
    mutating func next<Word: RawRepresentable<String>>(
        _ name: String
    ) throws(UnreadableRow) -> Word {
        let text: String = next()
        guard let word = Word(rawValue: text) else {
            throw UnreadableRow(column: name, value: text)
        }
        return word
    }

    /// The raw value of an enumeration, or nil where the column is NULL.
    ///
    /// - Throws: `UnreadableRow` if it is none of them.
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
