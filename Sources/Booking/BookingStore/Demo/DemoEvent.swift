import BookingDomain
import SQLite
import Timekeeping

/// An event of the demo data, whose times are told from the day of planting.
struct DemoEvent {
    let title: String
    let description: String
    let kind: EventKind
    /// Which of `DemoSeed.facilitators` gives it.
    let facilitator: Int
    let location: String
    let timeZone: String
    /// Days from today, and minutes of that day in UTC.
    let start: (day: Int64, minute: Int64)
    let minutes: Int64
    let capacity: Int64
    /// Minor units and their currency.
    let price: (amount: Int64, currency: String)
    let refunds: [RefundPolicy.Tier]
    /// How many seats the first, second … demo guest takes; only of free events.
    let booked: [Int]

    /// The bookings' seats, as the rule knows them.
    var bookedSeats: [Seats] { booked.compactMap(Seats.init(_:)) }

    /// Puts the event up.
    func create(on connection: Connection, at now: Timestamp) throws -> EventID {
        let midnight = now.adding(seconds: -(now.unixSeconds % 86_400))
        let startsAt = midnight.adding(seconds: start.day * 86_400 + start.minute * 60)
        let fields = EventFields(
            title: title, description: description, kind: kind.rawValue, location: location,
            timeZone: timeZone, startsAt: startsAt, endsAt: startsAt.adding(seconds: minutes * 60),
            capacity: capacity, price: price.amount, currency: price.currency,
            refundPolicy: refunds)
        return try CreateEvent(
            facilitator: DemoSeed.facilitators[facilitator], draft: EventDraft(fields)
        ).perform(on: connection, at: now).id
    }
}
