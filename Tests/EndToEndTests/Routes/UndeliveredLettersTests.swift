import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// The letters to guests that several attempts have not delivered.
final class UndeliveredLettersTests: SystemTestCase {
    override var environment: [String: String] { ["MAIL_SENDMAIL": "/bin/false"] }

    func testAFacilitatorSeesTheLettersThatDoNotReachTheGuests() async throws {
        let event = try await system.event(title: "Evening Talk")
        let booking = try await system.guest("asha").book(event)
        let arjun = try await system.arjun()
        let before = try await arjun.get("/api/facilitator/2/letters")
        XCTAssertEqual(before.json["data"]?.array?.count, 0, before.text)
        let letter = try await eventually { [system] in
            system?.advance(seconds: 600)
            return try await arjun.get("/api/facilitator/2/letters").json["data"]?.array?.first
        }
        XCTAssertEqual(letter["status"]?.string, "retrying")
        XCTAssertEqual(letter["kind"]?.string, "confirmed")
        XCTAssertEqual(letter["booking_id"]?.int, booking)
        XCTAssertEqual(letter["event_title"]?.string, "Evening Talk")
        XCTAssertEqual(letter["user"]?["name"]?.string, "Asha")
        let priya = try await system.facilitator("priya").get("/api/facilitator/1/letters")
        XCTAssertEqual(priya.json["data"]?.array?.count, 0, priya.text)
        let givenUp = try await eventually { [system] in
            system?.advance(seconds: 43_000)
            let login = try await system?.arjun()
            let letter = try await login?.get("/api/facilitator/2/letters").json["data"]?.array?
                .first
            return letter?["status"]?.string == "given_up" ? letter : nil
        }
        XCTAssertEqual(givenUp["next_attempt_at"], .null)
    }
}
