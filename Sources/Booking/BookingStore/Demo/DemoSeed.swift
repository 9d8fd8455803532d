import BookingDomain
import SQLite
import Timekeeping

/// Data to try the system out with: three facilitators, a dozen events to come, some bookings.
///
/// Everything is made by the deeds that make real data. The guests who have booked are locked, as
/// no password has their hash.
package struct DemoSeed: Deed {
    /// The facilitators that CRMAPI's demo accounts belong to.
    package static let facilitators = [
        Facilitator(id: FacilitatorID(1), name: "Dr. Priya Sharma"),
        Facilitator(id: FacilitatorID(2), name: "Arjun Patel"),
        Facilitator(id: FacilitatorID(3), name: "Kavya Reddy"),
    ]

    private static let mark = "demo_seeded_at"

    /// The deed of planting the demo data.
    package init() {}

    /// Plants the data once in the life of a database.
    ///
    /// - Returns: Whether it did; false if it had been planted before.
    package func perform(on connection: Connection, at now: Timestamp) throws -> Bool {
        guard try Metadata.value(of: Self.mark, on: connection) == nil else { return false }
        for facilitator in Self.facilitators {
            try Facilitators.keep(facilitator, at: now, on: connection)
        }
        let guests = try DemoGuests.registrations.map { try $0.perform(on: connection, at: now).id }
        for demoEvent in DemoEvent.all {
            let event = try demoEvent.create(on: connection, at: now)
            for (guest, seats) in zip(guests, demoEvent.bookedSeats) {
                let booking = BookSeats(event: event, user: guest, seats: seats)
                _ = try booking.perform(on: connection, at: now)
            }
        }
        try Metadata.note(now.rfc3339, as: Self.mark, on: connection)
        return true
    }
}
