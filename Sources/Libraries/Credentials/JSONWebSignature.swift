import JSONCoding
import TextEncoding

/// A signed text in the compact serialization (RFC 7515 §7.1) with HMAC-SHA-256, alone of all
/// algorithms.
package enum JSONWebSignature {
    /// Longer texts are refused before anything else is done with them, in bytes.
    package static let maximumLength = 4096

    /// `{"alg":"HS256","typ":"JWT"}`, as every text signed here begins.
    private static let header = Array("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9".utf8)

    /// The payload with a header before it and its signature behind it.
    package static func sign(_ payload: [UInt8], with key: HMACKey) -> String {
        var text = header
        text.append(UInt8(ascii: "."))
        Base64URL.append(payload, to: &text)
        let signature = key.authenticate(text)
        text.append(UInt8(ascii: "."))
        Base64URL.append(signature.bytes, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// The payload of a text that was signed with the key; throws `TokenRefusal` otherwise.
    ///
    /// The signature comes first: nothing that a stranger wrote is decoded, let alone believed,
    /// and the header has no say in how the signature is checked.
    package static func payload(
        of text: Span<UInt8>, signedWith key: HMACKey
    ) throws(TokenRefusal) -> [UInt8] {
        guard text.count <= maximumLength else { throw .malformed }
        let dots = text.indices.filter { text[$0] == UInt8(ascii: ".") }
        guard dots.count == 2 else { throw .malformed }
        let header = text.extracting(..<dots[0])
        let payload = text.extracting((dots[0] + 1)..<dots[1])
        let signature = text.extracting((dots[1] + 1)...)
        guard let signature = Base64URL.decode(signature) else { throw .malformed }
        guard key.isValid(signature, for: text.extracting(..<dots[1])) else { throw .signature }
        try checkHeader(header)
        guard let payload = Base64URL.decode(payload) else { throw .malformed }
        return payload
    }

    private static func checkHeader(_ text: Span<UInt8>) throws(TokenRefusal) {
        // Comparing with the one header written here nearly always saves reading it.
        guard !isOurs(text) else { return }
        guard let bytes = Base64URL.decode(text),
            let header = try? JSONValue(parsing: bytes), header.object != nil
        else { throw .malformed }
        // RFC 7515 §4.1.11: what is critical and not understood must be refused, and here nothing
        // beyond these two members is understood.
        guard header["alg"] == "HS256", header["crit"] == nil else { throw .algorithm }
        guard let type = header["typ"] else { return }
        // In whatever case, as RFC 7519 §5.1 asks.
        guard let type = type.string, type.utf8.map({ $0 | 0x20 }) == Array("jwt".utf8) else {
            throw .malformed
        }
    }

    private static func isOurs(_ text: Span<UInt8>) -> Bool {
        text.count == header.count && text.indices.allSatisfy { text[$0] == header[$0] }
    }
}
