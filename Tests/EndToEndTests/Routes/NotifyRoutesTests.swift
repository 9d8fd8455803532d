import HTTPClient
import JSONCoding
import TestSupport
import Timekeeping
import XCTest

/// `POST /notify`, over which CRMAPI receives notices.
final class NotifyRoutesTests: SystemTestCase {
    func testANotificationWithRequiredFieldsOnlyIsAccepted() async throws {
        let smallest =
            #"{"booking_id": 101, "user": "Bhavin", "event": "Meditation Retreat", "facilitator_id": 2}"#
        let accepted = try await system.service.post("/notify", smallest)
        XCTAssertEqual(accepted.status, 200, accepted.text)
        XCTAssertEqual(accepted.json["status"]?.string, "success")
        let listed = try await system.notifiedBookings(atLeast: 1)
        XCTAssertEqual(listed[0]["booking_id"]?.int, 101)
        XCTAssertEqual(listed[0]["user"]?.string, "Bhavin")
        for unknown in ["seats", "amount_paid", "currency", "status"] {
            XCTAssertEqual(listed[0][unknown], .null, unknown)
        }

        let unknown = try await system.service.post(
            "/notify", smallest.replacing("\"facilitator_id\": 2", with: "\"facilitator_id\": 99"))
        XCTAssertEqual(unknown.status, 422)
        XCTAssertEqual(unknown.code, "unknown_facilitator")
    }

    func testARepeatedNotificationIsStoredOnce() async throws {
        let notice = """
            {"notification_id": "n-1", "sequence": 7, "booking_id": 101, "user": "Bhavin",
             "event": "Retreat", "facilitator_id": 2, "seats": 2, "status": "confirmed"}
            """
        let first = try await system.service.post("/notify", notice)
        XCTAssertEqual(first.json["duplicate"], .bool(false))
        let again = try await system.service.post("/notify", notice)
        XCTAssertEqual(again.status, 200)
        XCTAssertEqual(again.json["duplicate"], .bool(true))
        let older = notice.replacing("n-1", with: "n-0").replacing(
            "\"sequence\": 7", with: "\"sequence\": 6"
        )
        .replacing("confirmed", with: "cancelled")
        _ = try await system.service.post("/notify", older)
        let listed = try await system.notifiedBookings(atLeast: 1)
        XCTAssertEqual(listed.count, 1)
        XCTAssertEqual(listed[0]["status"]?.string, "confirmed", "an older notice changes nothing")
    }

    func testNoticesOfAnotherInstallationAreRefused() async throws {
        func notice(_ booking: Int, _ installation: String?) -> String {
            let sender = installation.map { "\"installation\": \"\($0)\", " } ?? ""
            return """
                {\(sender)"booking_id": \(booking), "user": "Bhavin", "event": "Retreat",
                 "facilitator_id": 2}
                """
        }
        func bound() async throws -> JSONValue? {
            try await system.service.get("/internal/installation").json["installation"]
        }
        let unbound = try await bound()
        XCTAssertEqual(unbound, .null)
        for (sender, status) in [("first", 200), ("second", 409), ("first", 200)] {
            let response = try await system.service.post("/notify", notice(101, sender))
            XCTAssertEqual(response.status, status, response.text)
            if status == 409 { assertProblem(response, 409, "other_installation") }
        }
        let batch = try await system.service.post(
            "/notify", "{\"notices\": [\(notice(102, nil)), \(notice(103, "second"))]}")
        assertProblem(batch, 409, "other_installation")
        let smallest = try await system.service.post("/notify", notice(104, nil))
        XCTAssertEqual(smallest.status, 200, "a notice without an installation")
        let latest = try await bound()
        XCTAssertEqual(latest, "first")
        let listed = try await system.notifiedBookings(atLeast: 2)
        XCTAssertEqual(listed.compactMap { $0["booking_id"]?.int }, [104, 101])
    }
}
