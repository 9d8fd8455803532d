import JSONCoding
import TextEncoding

/// The compact serialization of JSON Web Signatures (RFC 7515 §7.1) with HMAC-SHA-256 only.
package enum JSONWebSignature {
    /// Longer texts are refused before any other check.
    package static let maximumBytes = 4096

    /// `{"alg":"HS256","typ":"JWT"}`, the header of every text signed here.
    private static let header = Array("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9".utf8)

    /// The signed payload: header, payload and signature, separated by dots.
    package static func sign(_ payload: [UInt8], with key: HMACKey) -> String {
        var text = header
        text.append(UInt8(ascii: "."))
        Base64URL.append(payload, to: &text)
        let signature = key.authenticate(text)
        text.append(UInt8(ascii: "."))
        Base64URL.append(signature.bytes, to: &text)
        return String(ascii: text)
    }

    /// The payload of a text with a valid signature.
    ///
    /// The signature is checked before the header or payload is decoded, and the header does not
    /// choose the algorithm.
    package static func payload(
        of text: Span<UInt8>, signedWith key: HMACKey
    ) throws(TokenRefusal) -> [UInt8] {
        guard text.count <= maximumBytes else { throw .malformed }
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
        // Most tokens have exactly this header, which then need not be parsed.
        guard !isStandard(text) else { return }
        guard let bytes = Base64URL.decode(text),
            let header = try? JSONValue(parsing: bytes), header.object != nil
        else { throw .malformed }
        // RFC 7515 §4.1.11: critical extensions that are not understood must be refused.
        guard header["alg"] == "HS256", header["crit"] == nil else { throw .algorithm }
        guard let type = header["typ"] else { return }
        // Case-insensitive (RFC 7519 §5.1).
        guard let type = type.string, type.utf8.map({ $0 | 0x20 }) == Array("jwt".utf8) else {
            throw .malformed
        }
    }

    private static func isStandard(_ text: Span<UInt8>) -> Bool {
        text.count == header.count && text.indices.allSatisfy { text[$0] == header[$0] }
    }
}
