import BookingDomain
import SQLite
import Timekeeping

/// The demo data: three facilitators, a dozen upcoming events, and some bookings.
package enum DemoData {
    /// The facilitators of CRMAPI's demo accounts.
    package static let facilitators = [
        Facilitator(id: FacilitatorID(1), name: "Dr. Priya Sharma"),
        Facilitator(id: FacilitatorID(2), name: "Arjun Patel"),
        Facilitator(id: FacilitatorID(3), name: "Kavya Reddy"),
    ]

    /// The guests of the bookings, in the order in which they book an event.
    ///
    /// No password matches their hash, so they cannot log in. They have no e-mail address.
    static let guests = [
        "Ananya Iyer", "Jonas Weber", "Mei Tanaka", "Rohan Gupta", "Sofia Rossi", "Liam Carter",
    ]
}

extension Transaction {
    /// Adds the demo data once to a database, by the functions that create real data.
    ///
    /// - Returns: Whether it was added.
    @discardableResult
    package func seedDemoData() throws -> Bool {
        guard try metadata.value(for: .demoSeededAt) == nil else { return false }
        for facilitator in DemoData.facilitators { try facilitators.save(facilitator) }
        let guests = try DemoData.guests.enumerated().compactMap { index, name in
            try Username("demo-guest-\(index + 1)").map { username in
                try register(username, name: PersonName(name), passwordHash: "!").id
            }
        }
        for demo in DemoEvent.all {
            let event = try createEvent(
                demo.draft(at: now), by: DemoData.facilitators[demo.facilitator])
            for (guest, seats) in zip(guests, demo.bookedSeats) {
                _ = try book(seats, of: event.id, for: guest)
            }
        }
        try metadata.set(now.rfc3339, for: .demoSeededAt)
        return true
    }
}
