import HTTPClient
import JSONCoding
import TestSupport
import XCTest

extension TestSystem {
    /// An event of Arjun's with two seats, both booked by Asha, for which Bhavin and Chitra wait.
    ///
    /// - Parameter usernames: Those of the three guests.
    func fullEvent(
        price: Int = 0, startsInHours: Int64 = 240,
        of usernames: [String] = ["asha", "bhavin", "chitra"]
    ) async throws -> FullEvent {
        let event = try await event(
            title: "Evening Talk", kind: "session", location: "Berlin",
            timeZone: "Europe/Berlin", capacity: 2, price: price, currency: "EUR",
            startsInHours: startsInHours,
            refundPolicy: #"[{"hours_before": 48, "percent": 50, "percent_if_filled": 100}]"#)
        let asha = try await guest(usernames[0], name: "Asha Rao")
        let booking =
            price == 0
            ? try await asha.book(event, seats: 2) : try await asha.bookAndPay(event, seats: 2)
        let bhavin = try await guest(usernames[1], name: "Bhavin")
        let chitra = try await guest(usernames[2], name: "Chitra")
        try await bhavin.joinWaitlist(event)
        try await chitra.joinWaitlist(event, seats: 2, acceptsFewer: true)
        return FullEvent(id: event, asha: asha, booking: booking, bhavin: bhavin, chitra: chitra)
    }

    /// The waiting list of an event of Arjun's.
    func waitlist(of event: Int, _ query: String = "") async throws -> [JSONValue] {
        try await service.get("/api/facilitator/2/events/\(event)/waitlist\(query)").json["data"]?
            .array ?? []
    }
}

/// A full event with its guests.
struct FullEvent {
    let id: Int
    let asha: TestClient
    /// Asha's booking of both seats.
    let booking: Int
    let bhavin: TestClient
    let chitra: TestClient

    /// Frees some of Asha's seats.
    func giveUp(seats: Int = 1) async throws {
        let given = try await asha.post(
            "/bookings/\(booking)/cancellation", #"{"seats": \#(seats)}"#)
        XCTAssertEqual(given.status, 200, given.text)
    }
}
