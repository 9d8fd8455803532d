import Timekeeping

/// Times are stored as whole seconds since 1970.
extension Timestamp: SQLBindable {
    package var sqlValue: SQLValue { .integer(unixSeconds) }
}

// Overloads that are faster than the generic ones of `SQL`.
extension SQL.StringInterpolation {
    package mutating func appendInterpolation(_ value: Timestamp) {
        appendInterpolation(value.unixSeconds)
    }

    package mutating func appendInterpolation(_ value: Timestamp?) {
        appendInterpolation(value?.unixSeconds)
    }
}

extension Row {
    package func optionalTimestamp(_ column: Int32) -> Timestamp? {
        optionalInt64(column).map(Timestamp.init(clamping:))
    }
}

extension Columns {
    package mutating func next() -> Timestamp { Timestamp(clamping: next()) }

    package mutating func next() -> Timestamp? {
        let seconds: Int64? = next()
        return seconds.map(Timestamp.init(clamping:))
    }
}
