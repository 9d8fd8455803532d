import JSONCoding

extension String {
    /// The text as a JSON string, whatever stands in it.
    var asJSON: String {
        var json = JSONWriter()
        JSONValue.string(self).write(to: &json)
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
