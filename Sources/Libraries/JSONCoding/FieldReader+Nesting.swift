extension FieldReader {
    /// Reads an object with `body`; nil after an error.
    package mutating func object<Value>(
        _ name: String, _ body: (inout FieldReader) -> Value
    ) -> Value? {
        value(name, hasDefault: false).flatMap { checked($0, name, body) }
    }

    /// Reads such an object, or nil when the field is absent or null.
    package mutating func optionalObject<Value>(
        _ name: String, _ body: (inout FieldReader) -> Value
    ) -> Value? {
        optionalValue(name).flatMap { checked($0, name, body) }
    }

    /// Reads an object whose members are checked elsewhere.
    package mutating func object(_ name: String) -> JSONObject {
        value(name, hasDefault: false).flatMap { checked($0, name) } ?? JSONObject()
    }

    /// Reads an array of objects, each with `each`.
    ///
    /// - Parameter count: The allowed numbers of elements; those of a longer array are not read.
    package mutating func array<Element>(
        _ name: String, count: ClosedRange<Int>, default fallback: [Element]? = nil,
        each: (inout FieldReader) -> Element
    ) -> [Element] {
        guard let value = value(name, hasDefault: fallback != nil) else { return fallback ?? [] }
        return checked(value, name, count: count, each: each) ?? []
    }

    /// Reads such an array, or nil when the field is absent or null.
    package mutating func optionalArray<Element>(
        _ name: String, count: ClosedRange<Int>, each: (inout FieldReader) -> Element
    ) -> [Element]? {
        optionalValue(name).flatMap { checked($0, name, count: count, each: each) }
    }

    /// Reads an array of strings, each of one line.
    ///
    /// - Parameters:
    ///   - count: The allowed numbers of strings; those of a longer array are not read.
    ///   - length: The allowed lengths of each in Unicode scalars.
    package mutating func strings(
        _ name: String, count: ClosedRange<Int>, length: ClosedRange<Int>
    ) -> [String] {
        guard let value = value(name, hasDefault: false) else { return [] }
        return checked(value, name, count: count, length: length) ?? []
    }

    /// Reads such an array, or nil when the field is absent or null.
    package mutating func optionalStrings(
        _ name: String, count: ClosedRange<Int>, length: ClosedRange<Int>
    ) -> [String]? {
        optionalValue(name).flatMap { checked($0, name, count: count, length: length) }
    }

    private mutating func checked(
        _ value: JSONValue, _ name: String, count: ClosedRange<Int>, length: ClosedRange<Int>
    ) -> [String]? {
        elements(of: value, name, count: count)?.enumerated().compactMap { index, value in
            checked(value, "\(name)[\(index)]", length: length, multiline: false)
        }
    }

    private mutating func checked<Value>(
        _ value: JSONValue, _ name: String, _ body: (inout FieldReader) -> Value
    ) -> Value? {
        checked(value, name).map { nested($0, at: name, body) }
    }

    private mutating func checked(_ value: JSONValue, _ name: String) -> JSONObject? {
        if let object = value.object { return object }
        reject(name, code: "wrong_type", predicate: "must be a JSON object.")
        return nil
    }

    private mutating func checked<Element>(
        _ value: JSONValue, _ name: String, count: ClosedRange<Int>,
        each: (inout FieldReader) -> Element
    ) -> [Element]? {
        elements(of: value, name, count: count)?.enumerated().compactMap { index, value in
            checked(value, "\(name)[\(index)]", each)
        }
    }

    private mutating func elements(
        of value: JSONValue, _ name: String, count: ClosedRange<Int>
    ) -> [JSONValue]? {
        guard let values = value.array else {
            reject(name, code: "wrong_type", predicate: "must be an array.")
            return nil
        }
        if values.count < count.lowerBound {
            let least = count.lowerBound
            let predicate = least == 1 ? "must not be empty." : "needs at least \(least) items."
            reject(name, code: "too_short", predicate: predicate)
            return nil
        }
        if values.count > count.upperBound {
            let most = count.upperBound
            reject(name, code: "too_long", predicate: "may have at most \(most) items.")
            return nil
        }
        return values
    }
}
