extension FieldReader {
    /// Reads a whole number; 1.0 is one too, as in JSON Schema.
    package mutating func integer(
        _ name: String, in range: ClosedRange<Int64>, default fallback: Int64? = nil
    ) -> Int64 {
        guard let value = value(name, hasDefault: fallback != nil) else { return fallback ?? 0 }
        return checked(value, name, in: range) ?? 0
    }

    /// Reads such a number, or nil when the field is absent or null.
    package mutating func optionalInteger(
        _ name: String, in range: ClosedRange<Int64>
    ) -> Int64? {
        optionalValue(name).flatMap { checked($0, name, in: range) }
    }

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
        _ value: JSONValue, _ name: String, in range: ClosedRange<Int64>
    ) -> Int64? {
        let integer: Int64?
        switch value {
        case .integer(let whole):
            integer = whole
        case .number(let number) where number == number.rounded(.towardZero):
            integer = Int64(exactly: number)
        default:
            reject(name, code: "wrong_type", detail: "This must be a whole number.")
            return nil
        }
        guard let integer, range.contains(integer) else {
            let (least, most) = (range.lowerBound, range.upperBound)
            let detail =
                switch (least, most) {
                case (.min, .max): "This number has too many digits."
                case (_, .max): "This must be at least \(least)."
                default: "This must be from \(least) to \(most)."
                }
            reject(name, code: "out_of_range", detail: detail)
            return nil
        }
        return integer
    }

    private mutating func checked(_ value: JSONValue, _ name: String) -> Bool? {
        if let bool = value.bool { return bool }
        reject(name, code: "wrong_type", detail: "This must be true or false.")
        return nil
    }
}
