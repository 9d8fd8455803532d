/// The texts of an email's parts, as their readers see them (RFC 2045 §6.7).
package func decodedParts(of message: String) -> [String] {
    message.split(separator: "Content-Transfer-Encoding: quoted-printable\r\n\r\n").dropFirst()
        .map { part in decoded(part.split(separator: "\r\n--part-")[0]) }
}

private func decoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = text.replacing("=\r\n", with: "").utf8[...]
    while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "="),
            let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
        {
            bytes.append(code)
            rest = rest.dropFirst(2)
        } else {
            bytes.append(byte)
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
