import JSONCoding

extension String {
    /// The text as a JSON string, whatever stands in it.
    var asJSON: String {
        var json = JSONWriter()
        JSONValue.string(self).write(to: &json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    /// The text as a part of a path or a query, every octet that means something else encoded.
    var percentEncoded: String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-".utf8)
        let digits = Array("0123456789ABCDEF")
        return utf8.reduce(into: "") { text, octet in
            if plain.contains(octet) {
                text.unicodeScalars.append(UnicodeScalar(octet))
            } else {
                text += "%\(digits[Int(octet >> 4)])\(digits[Int(octet & 15)])"
            }
        }
    }
}
