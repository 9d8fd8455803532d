import HTTPClient
import TestSupport
import XCTest

extension TestSystem {
    /// Creates a session of Arjun's in Berlin, ten days from now, and returns its ID.
    func talk(
        title: String = "Evening Talk", description: String = "By the fire.",
        location: String = "Berlin", price: Int = 0
    ) async throws -> Int {
        try await event(
            title: title, description: description, kind: "session", location: location,
            timeZone: "Europe/Berlin", price: price, currency: "EUR",
            refundPolicy: #"[{"hours_before": 48, "percent": 50}]"#)
    }

    /// Sends CRMAPI a notice of a booking, as MainAPI does.
    func notify(user: String, event: String) async throws {
        let received = try await service.post(
            "/notify",
            """
            {"booking_id": 9001, "user": \(user.asJSON), "event": \(event.asJSON),
             "facilitator_id": 2}
            """)
        XCTAssertEqual(received.status, 200, received.text)
    }
}
