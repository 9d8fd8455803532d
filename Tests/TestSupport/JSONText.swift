import JSONCoding

extension String {
    /// The text as a JSON string.
    package var asJSON: String { String(decoding: JSONValue.string(self).json, as: UTF8.self) }
}

extension JSONValue {
    /// The element at an index; nil when this is not an array with so many elements.
    package subscript(index: Int) -> JSONValue? {
        guard let array, array.indices.contains(index) else { return nil }
        return array[index]
    }

    package var int: Int? { integer.map { Int($0) } }
}
