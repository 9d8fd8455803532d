import Credentials
import TextEncoding
import XCTest

final class JSONWebSignatureTests: XCTestCase {
    private let key = HMACKey(Array("0123456789abcdef0123456789abcdef".utf8))

    /// A text with any header and a valid signature.
    private func signed(header: String, payload: String = "{}") -> String {
        let text =
            Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(Array(payload.utf8))
        return text + "." + Base64URL.encode(key.authenticate(Array(text.utf8)).bytes)
    }

    private func refusal(of text: String) -> TokenRefusal? {
        do throws(TokenRefusal) {
            _ = try JSONWebSignature.payload(of: text.utf8.span, signedWith: key)
            return nil
        } catch {
            return error
        }
    }

    func testTheRFCExampleIsVerified() throws {
        // RFC 7515 appendix A.1.
        let text =
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
            + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
            + "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
            + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        let secret = try XCTUnwrap(
            Base64URL.decode(
                "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"
            ))
        let payload = try JSONWebSignature.payload(
            of: text.utf8.span, signedWith: HMACKey(secret))
        XCTAssertEqual(
            String(decoding: payload, as: UTF8.self),
            "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}")
        XCTAssertEqual(refusal(of: text), .signature)
    }

    func testSignedPayloadsAreVerified() throws {
        for payload in ["", "{}", "{\"sub\":\"1\"}", "not JSON"] {
            let text = JSONWebSignature.sign(Array(payload.utf8), with: key)
            let found = try JSONWebSignature.payload(of: text.utf8.span, signedWith: key)
            XCTAssertEqual(found, Array(payload.utf8))
        }
    }

    func testEquivalentHeadersAreAccepted() {
        for header in [
            #"{"alg":"HS256"}"#, #"{"typ":"JWT","alg":"HS256"}"#, #"{"alg":"HS256","typ":"jwt"}"#,
            #"{"alg":"HS256","typ":"Jwt","kid":"1"}"#, "{ \"alg\" : \"HS256\" }",
        ] {
            XCTAssertNil(refusal(of: signed(header: header)), header)
        }
    }

    func testAnotherAlgorithmIsRefusedDespiteAValidSignature() {
        for algorithm in [
            "\"none\"", "\"None\"", "\"NONE\"", "\"nOnE\"", "\"\"", "\"HS384\"", "\"HS512\"",
            "\"RS256\"", "\"ES256\"", "\"hs256\"", "\"HS256 \"", "\"HS256\\u0000\"", "null", "256",
            "true", "[\"HS256\"]", "{\"HS256\":1}",
        ] {
            XCTAssertEqual(
                refusal(of: signed(header: "{\"alg\":\(algorithm)}")), .algorithm, algorithm)
        }
        XCTAssertEqual(refusal(of: signed(header: "{}")), .algorithm)
        XCTAssertEqual(refusal(of: signed(header: "{\"typ\":\"JWT\"}")), .algorithm)
        XCTAssertEqual(refusal(of: signed(header: "{\"ALG\":\"HS256\"}")), .algorithm)
    }

    func testACriticalHeaderIsRefused() {
        for critical in ["[]", "[\"exp\"]", "null", "\"b64\"", "{}"] {
            let header = "{\"alg\":\"HS256\",\"crit\":\(critical)}"
            XCTAssertEqual(refusal(of: signed(header: header)), .algorithm, header)
        }
    }

    func testAnInvalidHeaderIsMalformed() {
        for header in [
            "", "x", "[]", "null", "\"HS256\"", "{\"alg\":\"HS256\"", "{\"alg\":\"HS256\"}x",
            "{\"alg\":\"HS256\",\"alg\":\"HS256\"}", "{\"alg\":\"none\",\"alg\":\"HS256\"}",
            "\u{FEFF}{\"alg\":\"HS256\"}", "{\"alg\":\"HS256\",\"typ\":\"JWS\"}",
            "{\"alg\":\"HS256\",\"typ\":null}", "{\"alg\":\"HS256\",\"typ\":5}",
        ] {
            XCTAssertEqual(refusal(of: signed(header: header)), .malformed, header)
        }
    }

    func testATextWithoutASignatureIsRefusedForAnyAlgorithm() {
        for algorithm in ["none", "None", "", "HS256"] {
            let header = Base64URL.encode(Array("{\"alg\":\"\(algorithm)\"}".utf8))
            XCTAssertEqual(refusal(of: header + ".e30."), .signature, algorithm)
            XCTAssertEqual(refusal(of: header + ".e30"), .malformed, algorithm)
        }
    }

    func testATextOfOtherThanThreePartsIsMalformed() {
        let text = signed(header: "{\"alg\":\"HS256\"}")
        for other in ["", ".", "a.b", text + ".", "." + text, text + ".e30", "....", "e30.e30"] {
            XCTAssertEqual(refusal(of: other), .malformed, other)
        }
        XCTAssertEqual(refusal(of: ".."), .signature)
    }

    func testEveryTruncationAndEveryChangedByteIsRefused() {
        let text = JSONWebSignature.sign(Array("{\"sub\":\"1\"}".utf8), with: key)
        for length in 0..<text.utf8.count {
            XCTAssertNotNil(refusal(of: String(text.prefix(length))), "\(length) bytes")
        }
        for position in text.indices {
            for replacement in ["A", "B", "-", "_", ".", "=", "+", "\n", "é"] {
                var changed = text
                changed.replaceSubrange(position...position, with: replacement)
                if changed != text { XCTAssertNotNil(refusal(of: changed), changed) }
            }
        }
    }

    func testAnotherSpellingOfASignatureIsRefused() {
        let text = signed(header: "{\"alg\":\"HS256\"}")
        for tail in ["=", "==", " ", "\n", "A", "AA"] {
            XCTAssertNotNil(refusal(of: text + tail), tail)
        }
        XCTAssertEqual(refusal(of: "Bearer " + text), .signature)
    }

    func testASignedTextAboveTheMaximumLengthIsRefused() {
        func text(of length: Int) -> String {
            signed(header: "{\"alg\":\"HS256\"}", payload: String(repeating: "a", count: length))
        }
        XCTAssertEqual(text(of: 3023).utf8.count, JSONWebSignature.maximumBytes)
        XCTAssertNil(refusal(of: text(of: 3023)))
        XCTAssertEqual(refusal(of: text(of: 3024)), .malformed)
        XCTAssertEqual(refusal(of: String(repeating: "A", count: 1_000_000)), .malformed)
        XCTAssertEqual(refusal(of: String(repeating: ".", count: 1_000_000)), .malformed)
    }
}
