extension FieldReader {
    /// Reads a whole number; 1.0 is one too, as in JSON Schema.
    package mutating func integer(
        _ name: String, in range: ClosedRange<Int64>, default fallback: Int64? = nil
    ) -> Int64 {
        guard let value = value(name, hasDefault: fallback != nil) else { return fallback ?? 0 }
        return checked(value, name, in: range, "must be a whole number.") ?? 0
    }

    /// Reads such a number, or nil when the field is absent or null.
    package mutating func optionalInteger(
        _ name: String, in range: ClosedRange<Int64>
    ) -> Int64? {
        optionalValue(name).flatMap { checked($0, name, in: range, "must be a whole number.") }
    }

    /// Reads an amount of money.
    package mutating func minorUnits(_ name: String, in range: ClosedRange<Int64>) -> Int64 {
        guard let value = value(name, hasDefault: false) else { return 0 }
        return checked(value, name, in: range, Self.isMinorUnits) ?? 0
    }

    /// Reads an amount of money, or nil when the field is absent or null.
    package mutating func optionalMinorUnits(
        _ name: String, in range: ClosedRange<Int64>
    ) -> Int64? {
        optionalValue(name).flatMap { checked($0, name, in: range, Self.isMinorUnits) }
    }

    private static let isMinorUnits =
        "must be a whole number of the currency's minor units, without a fraction."

    /// Reads true or false; numbers and strings are refused.
    package mutating func bool(_ name: String, default fallback: Bool? = nil) -> Bool {
        guard let value = value(name, hasDefault: fallback != nil) else {
            return fallback ?? false
        }
        return checked(value, name) ?? false
    }

    /// Reads true or false, or nil when the field is absent or null.
    package mutating func optionalBool(_ name: String) -> Bool? {
        optionalValue(name).flatMap { checked($0, name) }
    }

    private mutating func checked(
        _ value: JSONValue, _ name: String, in range: ClosedRange<Int64>, _ expectation: String
    ) -> Int64? {
        let integer: Int64?
        switch value {
        case .integer(let whole):
            integer = whole
        case .number(let number) where number == number.rounded(.towardZero):
            integer = Int64(exactly: number)
        default:
            reject(name, code: "wrong_type", predicate: expectation)
            return nil
        }
        guard let integer, range.contains(integer) else {
            reject(name, outside: range)
            return nil
        }
        return integer
    }

    private mutating func checked(_ value: JSONValue, _ name: String) -> Bool? {
        if let bool = value.bool { return bool }
        reject(name, code: "wrong_type", predicate: "must be true or false.")
        return nil
    }
}
