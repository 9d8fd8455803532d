extension FieldReader {
    /// Reads an object with `body`; returns nil after recording that it is missing or is none.
    package mutating func object<Value>(
        _ name: String, _ body: (inout FieldReader) -> Value
    ) -> Value? {
        guard let value = value(name, hasDefault: false) else { return nil }
        return checked(value, name, body)
    }

    /// Reads an object whose members are judged elsewhere.
    package mutating func object(_ name: String) -> JSONObject {
        guard let value = value(name, hasDefault: false) else { return JSONObject() }
        guard let object = value.object else {
            reject(name, code: "wrong_type", detail: "This must be an object.")
            return JSONObject()
        }
        return object
    }

    /// Reads an array of objects, of which there may be as many as `count` says, each with `each`.
    ///
    /// The elements of a longer array are not looked at.
    package mutating func array<Element>(
        _ name: String, count: ClosedRange<Int>, default fallback: [Element]? = nil,
        each: (inout FieldReader) -> Element
    ) -> [Element] {
        guard let value = value(name, hasDefault: fallback != nil) else { return fallback ?? [] }
        return checked(value, name, count: count, each: each) ?? []
    }

    /// Reads an array of objects by the same rules, or nil when the field is absent or null.
    package mutating func optionalArray<Element>(
        _ name: String, count: ClosedRange<Int>, each: (inout FieldReader) -> Element
    ) -> [Element]? {
        guard let value = optionalValue(name) else { return nil }
        return checked(value, name, count: count, each: each)
    }

    private mutating func checked<Value>(
        _ value: JSONValue, _ name: String, _ body: (inout FieldReader) -> Value
    ) -> Value? {
        guard let object = value.object else {
            reject(name, code: "wrong_type", detail: "This must be an object.")
            return nil
        }
        return nested(object, at: name, body)
    }

    private mutating func checked<Element>(
        _ value: JSONValue, _ name: String, count: ClosedRange<Int>,
        each: (inout FieldReader) -> Element
    ) -> [Element]? {
        guard let values = value.array else {
            reject(name, code: "wrong_type", detail: "This must be an array.")
            return nil
        }
        if values.count < count.lowerBound {
            let least = count.lowerBound
            reject(name, code: "too_short", detail: "This needs \(least) elements or more.")
            return nil
        }
        if values.count > count.upperBound {
            let most = count.upperBound
            reject(name, code: "too_long", detail: "This may have \(most) elements at most.")
            return nil
        }
        return values.enumerated().compactMap { index, value in
            checked(value, "\(name)[\(index)]", each)
        }
    }
}
