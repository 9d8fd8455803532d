import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// The letters that tell facilitators of bookings and cancellations.
final class FacilitatorLettersTests: SystemTestCase {
    func testAFacilitatorGetsALetterForEachBookingAndCancellationOfAGuest() async throws {
        try await chooseLetters("each")
        let event = try await system.event(title: "Evening Talk")
        let asha = try await system.guest("asha")
        let booking = try await asha.book(event, seats: 2)
        let first = try await letter(1)
        XCTAssertTrue(
            first.contains("To: \"Arjun Patel\"\r\n <arjun@example.org>")
                || first.contains("To: Arjun Patel\r\n <arjun@example.org>"), first)
        XCTAssertTrue(first.contains("Subject: New booking: Evening Talk"), first)
        let text = decodedParts(of: first)[0]
        for fact in ["Asha has booked", "Seats: 2", "Seats left: 18 of 20", "Booking: \(booking)"] {
            XCTAssertTrue(text.contains(fact), text)
        }
        XCTAssertTrue(text.contains("/facilitator/events/\(event)"), text)
        _ = try await asha.post("/bookings/\(booking)/cancellation")
        let second = try await letter(2)
        XCTAssertTrue(second.contains("Subject: Cancelled booking: Evening Talk"), second)
        // The facilitator's own cancellation causes no letter to the facilitator.
        try await asha.book(event)
        _ = try await letter(3)
        try await system.cancel(event)
        _ = try await eventually { [system] in
            try system?.mails().first {
                $0.contains("Subject: Cancelled: Evening Talk")
                    && decodedParts(of: $0)[0].contains("has been cancelled, and your booking")
            }
        }
        XCTAssertEqual(try system.letters(prefix: "facilitator-").count, 3)
    }

    func testABookingThatAnOwnerAddsIsALetterToTheFacilitator() async throws {
        try await chooseLetters("each")
        let event = try await system.event(title: "Evening Talk")
        let asha = try await system.facilitator("asha")
        let guest = #"{"name": "Ravi", "email": "ravi@example.org", "seats": 1}"#
        let path = "/api/facilitator/2/events/\(event)/bookings"
        let added = try await asha.post(path, guest)
        XCTAssertEqual(added.status, 201, added.text)
        let first = try await letter(1)
        XCTAssertTrue(first.contains("Subject: New booking: Evening Talk"), first)
        // The facilitator's own causes none.
        let own = try await system.arjun().post(path, #"{"name": "Mira", "seats": 1}"#)
        XCTAssertEqual(own.status, 201, own.text)
        try await system.guest("bhavin").book(event)
        let second = try await letter(2)
        XCTAssertTrue(second.contains("Subject: New booking: Evening Talk"), second)
        XCTAssertEqual(try system.letters(prefix: "facilitator-").count, 2)
    }

    func testALetterOfTheDayHasAllBookings() async throws {
        try await chooseLetters("daily")
        let event = try await system.event(title: "Evening Talk")
        for name in ["asha", "bhavin", "https://evil.example"] {
            let username = name.hasPrefix("h") ? "chaya" : name
            try await system.guest(username, name: name).book(event)
        }
        _ = try await eventually { [system] in
            try system?.mails().count == 3 ? () : nil
        }
        XCTAssertEqual(try system.letters(prefix: "facilitator-").count, 0)
        system.advance(seconds: 86_400)
        let text = decodedParts(of: try await letter(1))[0]
        for part in ["asha, 1 seat, Free", "bhavin, 1 seat, Free", "Guest of booking 3, 1 seat"] {
            XCTAssertTrue(text.contains(part), text)
        }
        XCTAssertFalse(text.contains("evil"), "a guest's name is not a link")
    }

    func testAFacilitatorWithoutAnAddressOrWishGetsNoLetter() async throws {
        try await chooseLetters("none")
        try await system.guest("asha").book(system.event())
        let created = try await system.service.post(
            "/api/facilitator/1/events",
            """
            {"title": "Talk", "description": "", "kind": "session", "location": "", "capacity": 5,
             "time_zone": "UTC", "starts_at": "2027-06-01T10:00:00Z",
             "ends_at": "2027-06-01T11:00:00Z", "price": 0, "currency": "INR", "refund_policy": []}
            """)
        try await system.guest("bhavin").book(try XCTUnwrap(created.json["id"]?.int))
        _ = try await eventually { [system] in try system?.mails().count == 2 ? () : nil }
        let rows = try DatabaseContents(path: system.folder + "/main.sqlite").rows
        XCTAssertEqual(rows["facilitator_mails"], [])
    }

    func testAFacilitatorGetsNoLetterAboutTheirOwnWork() async throws {
        try await chooseLetters("each")
        let event = try await system.event(title: "Evening Talk")
        let other = try await system.event(title: "Morning Talk")
        let added = try await system.service.post(
            "/api/facilitator/2/events/\(event)/bookings",
            #"{"name": "Ravi", "email": "ravi@example.org", "seats": 2}"#)
        let path = "/api/facilitator/2/bookings/\(added.json["id"]?.int ?? 0)"
        _ = try await system.service.patch(path, #"{"event_id": \#(other)}"#)
        _ = try await system.service.post(path + "/cancellation", #"{"seats": 1}"#)
        _ = try await system.service.post(path + "/cancellation")
        _ = try await eventually { [system] in try system?.mails().count == 4 ? () : nil }
        // The letters of both kinds are collected together.
        let asha = try await system.guest("asha")
        let booking = try await asha.book(event, seats: 2)
        _ = try await asha.post("/bookings/\(booking)/cancellation", #"{"seats": 1}"#)
        _ = try await letter(2)
        let letters = try system.letters(prefix: "facilitator-")
        let subjects = letters.flatMap { $0.matches(of: #/Subject: ([^\r\n]*)/#).map(\.output.1) }
        XCTAssertEqual(subjects, ["New booking: Evening Talk", "Fewer seats: Evening Talk"])
    }

    /// Gives Arjun an address and waits until MainAPI has it.
    private func chooseLetters(_ choice: String) async throws {
        _ = try await system.event(title: "Another Talk", startsInHours: 900)
        try Program.crmAPI.run([
            "facilitator", "address", "arjun", "arjun@example.org", "--database",
            system.folder + "/crm.sqlite",
        ])
        let changed = try await system.arjun().patch(
            "/api/facilitator/2",
            #"{"letters": "\#(choice)", "reply_to": "desk@example.org"}"#)
        XCTAssertEqual(changed.status, 200, changed.text)
        try await eventually { [system] in
            let path = try XCTUnwrap(system).folder + "/main.sqlite"
            let rows = try DatabaseContents(path: path).rows["facilitators"]
            return rows?.contains { $0.contains("|arjun@example.org|desk@example.org|\(choice)|") }
                == true ? () : nil
        }
    }

    private func letter(_ count: Int) async throws -> String {
        try await eventually { [system] in
            let letters = try system?.letters(prefix: "facilitator-") ?? []
            return letters.count >= count ? letters[count - 1] : nil
        }
    }
}
