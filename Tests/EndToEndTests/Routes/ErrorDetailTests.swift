import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// The sentences in problems.
final class ErrorDetailTests: SystemTestCase {
    private func details(_ response: ClientResponse) -> [String] {
        response.json["errors"]?.array?.compactMap { $0["detail"]?.string } ?? []
    }

    func testAllInvalidFieldsOfAnEventAreReportedTogether() async throws {
        let wrong = """
            {"title": "", "kind": "dance", "time_zone": "Mars/Base", "starts_at": "soon",
             "ends_at": "2020-01-01T00:00:00Z", "capacity": 0, "price": 1500.5,
             "refund_policy": [{"hours_before": 24, "percent": 200}]}
            """
        let path = "/api/facilitator/2/events"
        let created = try await system.service.post(path, wrong)
        assertProblem(created, 422, "validation_failed")
        let fields = created.json["errors"]?.array?.compactMap { $0["field"]?.string } ?? []
        XCTAssertEqual(
            fields.sorted(),
            ["capacity", "kind", "price", "refund_policy", "starts_at", "time_zone", "title"],
            created.text)
        let event = try await system.event()
        let edited = try await system.service.put("\(path)/\(event)", wrong)
        XCTAssertEqual(edited.json["errors"], created.json["errors"], edited.text)
        let late = try await system.service.put(
            "\(path)/\(event)",
            #"{"title": " ", "starts_at": "2020-01-01T00:00:00Z", "ends_at": "2020-01-02T00:00:00Z"}"#
        )
        XCTAssertEqual(
            details(late), ["The title must not be empty.", "The end must be in the future."])
    }

    func testDetailsOfInvalidFieldsAreSentences() async throws {
        let main = try XCTUnwrap(system?.main)
        let registration = try await main.post(
            "/auth/register",
            #"{"username": "a", "password": "short", "email": "here", "name": "\n"}"#)
        XCTAssertEqual(
            registration.json["detail"]?.string,
            "The username needs at least 2 characters. The password needs at least 8 characters. "
                + "The email address must be an address such as asha@example.org. "
                + "The name has characters that are not allowed.")
        let asha = try await system.guest("asha")
        let price = #"{"title": "Yoga", "price": "1,500.50"}"#
        let responses = [
            (try await asha.post("/book", "{}"), "The event ID is required."),
            (
                try await asha.post("/book", #"{"event_id": 0, "seats": 11}"#),
                "The event ID must be a positive whole number."
                    + " The number of seats must be from 1 to 10."
            ),
            (try await main.get("/events?limit=0"), "The limit must be from 1 to 200."),
            (
                try await main.get("/events?from=noon&from=noon"),
                "A parameter of the query must not be repeated."
                    + " The start of the period must be a date and time such as"
                    + " 2027-02-12T03:30:00Z."
            ),
            (
                try await system.service.post("/api/facilitator/2/events", price),
                "The price must be a whole number of the currency's minor units,"
                    + " without a fraction. The start is required. The end is required."
                    + " The capacity is required."
            ),
            (
                try await system.service.post(
                    "/api/facilitator/2/events",
                    #"{"refund_policy": [{"hours_before": 1, "percent": 1}, {"percent": "x"}]}"#),
                "The number of hours of item 2 of the refund policy is required."
                    + " The percent of item 2 of the refund policy must be a whole number."
                    + " The title is required. The start is required. The end is required."
                    + " The capacity is required."
            ),
        ]
        let added = (
            try await system.service.post(
                "/api/facilitator/2/events/1/bookings",
                #"{"seats": 0, "paid": {"amount": 1.5, "method": "gold"}, "attendees": [], "x": 1}"#
            ),
            "This request has fields that are not allowed here. The name is required."
                + " The number of seats must be from 1 to 10."
                + " The amount of the payment must be a whole number of the currency's minor units,"
                + " without a fraction."
                + " The method of the payment must be one of: cash, transfer, other."
        )
        for (response, detail) in responses + [added] {
            assertProblem(response, 422, "validation_failed")
            XCTAssertEqual(response.json["detail"]?.string, detail)
        }
        let cancelled = try await asha.post("/bookings/1/cancellation", #"{"a": 1, "b": 2}"#)
        XCTAssertEqual(
            cancelled.json["detail"]?.string,
            "This request has fields that are not allowed here.")
    }

    func testATooLongPasswordIsRefusedWithBothLimits() async throws {
        for password in [String(repeating: "x", count: 257), String(repeating: "ध", count: 200)] {
            let refused = try await system.main.post(
                "/auth/register", #"{"username": "ravi", "password": "\#(password)"}"#)
            XCTAssertEqual(
                details(refused),
                ["The password may have at most 256 characters, and at most 511 bytes in UTF-8."])
        }
        let longest = String(repeating: "x", count: 256)
        let accepted = try await system.main.post(
            "/auth/register", #"{"username": "ravi", "password": "\#(longest)"}"#)
        XCTAssertEqual(accepted.status, 201, accepted.text)
    }

    func testContentThatIsNotJSONIsDescribed() async throws {
        let asha = try await system.guest("asha")
        let cases = [
            ("", "The body is empty."),
            (
                #"{"event_id":"#,
                "The body is not JSON (byte 12). The text ends where a value is expected."
            ),
            ("[1]", "The body must be a JSON object."),
        ]
        for (body, detail) in cases {
            let refused = try await asha.send("POST", "/book", body)
            assertProblem(refused, 400, "malformed_json")
            XCTAssertEqual(refused.json["detail"]?.string, detail)
            XCTAssertEqual(refused.json["title"]?.string, "Malformed JSON")
        }
    }

    func testAnUnknownFacilitatorIsNamed() async throws {
        let missing = try await system.service.get("/api/facilitator/99/events")
        assertProblem(missing, 404, "not_found")
        XCTAssertEqual(missing.json["detail"]?.string, "There is no facilitator 99.")
    }

    func testAStaleEditIsRefusedInTwoSentences() async throws {
        let event = try await system.event()
        let refused = try await system.service.put(
            "/api/facilitator/2/events/\(event)", #"{"title": "Talk"}"#, ["If-Match": "\"7\""])
        XCTAssertEqual(
            refused.json["detail"]?.string,
            "The event has changed since you read it. Its version is now 1.")
    }
}
