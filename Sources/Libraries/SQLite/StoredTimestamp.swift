import Timekeeping

/// Times are stored as whole seconds since 1970.
extension Timestamp: SQLBindable {
    package var sqlValue: SQLValue { .integer(unixSeconds) }
}

// Overloads that are faster than the generic ones of `SQL`.
extension SQL.StringInterpolation {
    /// Binds seconds since 1970.
    package mutating func appendInterpolation(_ value: Timestamp) {
        appendInterpolation(value.unixSeconds)
    }

    /// Binds seconds since 1970, or NULL.
    package mutating func appendInterpolation(_ value: Timestamp?) {
        appendInterpolation(value?.unixSeconds)
    }
}

extension Row {
    /// A column's time; nil for NULL.
    package func optionalTimestamp(_ column: Int32) -> Timestamp? {
        optionalInt64(column).map(Timestamp.init(clamping:))
    }
}

extension Columns {
    /// The next column's time.
    package mutating func next() -> Timestamp { Timestamp(clamping: next()) }

    /// The next column's time; nil for NULL.
    package mutating func next() -> Timestamp? {
        let seconds: Int64? = next()
        return seconds.map(Timestamp.init(clamping:))
    }
}
