import TextEncoding

extension FieldReader {
    /// Reads a string of characters that `PlainText` allows.
    ///
    /// - Parameter length: The allowed lengths in Unicode scalars.
    package mutating func string(
        _ name: String, length: ClosedRange<Int>, multiline: Bool = false,
        default fallback: String? = nil
    ) -> String {
        guard let value = value(name, hasDefault: fallback != nil) else { return fallback ?? "" }
        return checked(value, name, length: length, multiline: multiline) ?? ""
    }

    /// Reads such a string, or nil when the field is absent or null.
    package mutating func optionalString(
        _ name: String, length: ClosedRange<Int>, multiline: Bool = false
    ) -> String? {
        optionalValue(name).flatMap { checked($0, name, length: length, multiline: multiline) }
    }

    /// Reads a string and converts it, for example to a date; nil after an error.
    ///
    /// - Parameter expectation: What follows the field's name in the error when `convert` returns nil,
    ///   such as “must be a date.”
    package mutating func converted<Value>(
        _ name: String, length: ClosedRange<Int> = 0...200, expectation: String,
        _ convert: (String) -> Value?
    ) -> Value? {
        value(name, hasDefault: false).flatMap {
            converted($0, name, length: length, expectation: expectation, convert)
        }
    }

    /// Reads and converts such a string, or nil when the field is absent or null.
    package mutating func optionalConverted<Value>(
        _ name: String, length: ClosedRange<Int> = 0...200, expectation: String,
        _ convert: (String) -> Value?
    ) -> Value? {
        optionalValue(name).flatMap {
            converted($0, name, length: length, expectation: expectation, convert)
        }
    }

    /// Reads the raw value of an enumeration's case; nil after an error.
    package mutating func choice<Choice: CaseIterable & RawRepresentable<String>>(
        _ name: String, default fallback: Choice? = nil
    ) -> Choice? {
        guard let value = value(name, hasDefault: fallback != nil) else { return fallback }
        return checked(value, name)
    }

    /// Reads such a value, or nil when the field is absent or null.
    package mutating func optionalChoice<Choice: CaseIterable & RawRepresentable<String>>(
        _ name: String
    ) -> Choice? {
        optionalValue(name).flatMap { checked($0, name) }
    }

    private mutating func checked<Choice: CaseIterable & RawRepresentable<String>>(
        _ value: JSONValue, _ name: String
    ) -> Choice? {
        let words = Choice.allCases.map(\.rawValue)
        let expectation = "must be one of: \(words.joined(separator: ", "))."
        return converted(value, name, length: 0...200, expectation: expectation) { word in
            words.contains { $0.hasSameBytes(as: word) } ? Choice(rawValue: word) : nil
        }
    }

    private mutating func converted<Value>(
        _ value: JSONValue, _ name: String, length: ClosedRange<Int>, expectation: String,
        _ convert: (String) -> Value?
    ) -> Value? {
        guard let text = checked(value, name, length: length, multiline: false) else { return nil }
        guard let converted = convert(text) else {
            reject(name, code: "invalid", predicate: expectation)
            return nil
        }
        return converted
    }

    mutating func checked(
        _ value: JSONValue, _ name: String, length: ClosedRange<Int>, multiline: Bool
    ) -> String? {
        guard let text = value.string else {
            reject(name, code: "wrong_type", predicate: "must be a string.")
            return nil
        }
        let count = text.unicodeScalars.count
        if count < length.lowerBound {
            let least = length.lowerBound
            let predicate =
                least == 1 ? "must not be empty." : "needs at least \(least) characters."
            reject(name, code: "too_short", predicate: predicate)
        } else if count > length.upperBound {
            let most = length.upperBound
            reject(name, code: "too_long", predicate: "may have at most \(most) characters.")
        } else if !PlainText.allows(text, multiline: multiline) {
            reject(name, code: "invalid", predicate: "has characters that are not allowed.")
        } else {
            return text
        }
        return nil
    }
}
