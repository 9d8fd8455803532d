import BookingDomain
import SQLite
import Timekeeping

/// The demo data: three facilitators, a dozen upcoming events, a weekly class, and some bookings.
package enum DemoData {
    /// The facilitators of CRMAPI's demo accounts.
    package static let facilitators = [
        Facilitator(id: FacilitatorID(1), name: "Dr. Priya Sharma"),
        Facilitator(id: FacilitatorID(2), name: "Arjun Patel"),
        Facilitator(id: FacilitatorID(3), name: "Kavya Reddy"),
    ]

    /// The guests of the bookings, in the order in which they book an event.
    ///
    /// No password matches their hash, so they cannot log in. They have no email address.
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
            for (guest, seats) in zip(guests, demo.booked.compactMap(Seats.init(_:))) {
                _ = try book(seats, of: event.id, for: guest)
            }
        }
        _ = try createSeries(DemoSeries.draft(at: now), by: DemoData.facilitators[0])
        try metadata.set(now.rfc3339, for: .demoSeededAt)
        return true
    }
}

/// An event of the demo data, with its times relative to the day of the seeding.
struct DemoEvent {
    let title: String
    let description: String
    let kind: EventKind
    /// Index in `DemoData.facilitators`.
    let facilitator: Int
    let location: String
    let timeZone: String
    /// Days from today, and minutes in UTC on that day.
    let start: (day: Int64, minute: Int64)
    let minutes: Int64
    let capacity: Int64
    /// In minor units of the currency.
    let price: (amount: Int64, currency: String)
    let refunds: [RefundPolicy.Tier]
    /// The seats of the first, second … demo guest; only of free events.
    let booked: [Int]

    func draft(at now: Timestamp) throws -> EventDraft {
        let midnight = now.adding(seconds: -(now.unixSeconds % 86_400))
        let startsAt = midnight.adding(seconds: start.day * 86_400 + start.minute * 60)
        let fields = EventFields(
            title: title, description: description, kind: kind.rawValue, location: location,
            timeZone: timeZone, startsAt: startsAt, endsAt: startsAt.adding(seconds: minutes * 60),
            capacity: capacity, price: price.amount, currency: price.currency,
            refundPolicy: refunds)
        return try EventDraft(fields)
    }
}
