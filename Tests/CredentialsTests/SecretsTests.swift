import Credentials
import TextEncoding
import XCTest

final class SecretsTests: XCTestCase {
    func testSecretsOfAnyLengthAreComparedByTheirBytes() {
        XCTAssertTrue(constantTimeEquals("CRM_SECRET_123", "CRM_SECRET_123"))
        XCTAssertTrue(constantTimeEquals("", ""))
        let others = [
            "", "C", "CRM_SECRET_12", "CRM_SECRET_1234", "CRM_SECRET_124", "crm_secret_123",
            "CRM_SECRET_123\0", " CRM_SECRET_123", String(repeating: "CRM_SECRET_123", count: 10),
        ]
        for other in others {
            XCTAssertFalse(constantTimeEquals("CRM_SECRET_123", other), other)
            XCTAssertFalse(constantTimeEquals(other, "CRM_SECRET_123"), other)
        }
    }

    func testCanonicallyEquivalentSecretsDiffer() {
        XCTAssertFalse(constantTimeEquals("\u{E9}", "e\u{301}"))
    }

    func testRandomBytesHaveTheRequestedLengthAndNeverRepeat() {
        for count in 0..<40 { XCTAssertEqual(randomBytes(count).count, count) }
        XCTAssertEqual(Set((0..<1000).map { _ in randomBytes(16) }).count, 1000)
    }

    func testARandomTokenIsBase64URL() {
        XCTAssertEqual(randomToken(bytes: 16).utf8.count, 22)
        XCTAssertEqual(Base64URL.decode(randomToken(bytes: 33))?.count, 33)
    }
}
