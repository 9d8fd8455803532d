import BookingDomain
import SQLite
import Timekeeping

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

    var bookedSeats: [Seats] { booked.compactMap(Seats.init(_:)) }

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
