import BookingDomain
import BookingStore
import SQLite
import Timekeeping

/// A series of priced events with paid bookings, added to a database that has enough guests.
struct SeedSeries {
    private let database: Database
    private let events: Int
    /// Of each event, each by another guest.
    private let bookings: Int

    init(path: String, events: Int, bookings: Int) throws {
        database = try Database(path: path, migrations: BookingMigrations.all)
        self.events = events
        self.bookings = bookings
    }

    func create() throws {
        defer { database.close() }
        let (events, bookings) = (events, bookings)
        try database.writeSynchronously { tx in
            let draft = try SeriesDraft(Self.fields(events: events, from: tx.now), at: tx.now)
            let series = try tx.createSeries(draft, by: DemoData.facilitators[0])
            for event in series.events {
                for guest in 1...bookings {
                    try tx.addPaidBooking(of: event, for: UserID(Int64(guest)))
                }
            }
        }
    }

    private static func fields(events: Int, from now: Timestamp) -> SeriesFields {
        let description = String(
            repeating: "An hour of slow movement and breath for every body, mats are there. ",
            count: 4)
        let day = now.adding(seconds: 86_400).rfc3339.prefix(10)
        return SeriesFields(
            event: EventFields(
                title: "Evening yoga", description: description, location: "Berlin",
                timeZone: "Europe/Berlin", capacity: 40, price: 1_500, currency: "EUR",
                refundPolicy: [.init(hoursBefore: 24, percent: 100)]),
            rule: "FREQ=DAILY;COUNT=\(events)", startsOn: "\(day)T18:00", durationMinutes: 60)
    }
}

extension Transaction {
    /// The provider is one that the measured service does not use, so that refunds stay in the
    /// database.
    fileprivate func addPaidBooking(of event: Event, for guest: UserID) throws {
        let held = try book(.one, of: event.id, for: guest)
        let attempt = try startPayment(of: held.id, for: guest, at: .razorpay) { _ in [] }
        let reference = CheckoutReference(
            installation: "", bookingID: held.id, attempt: attempt.number)
        let payment = GatewayPayment(
            id: "pay_\(held.id)", amount: held.amount, currency: held.currency.code)
        let checkout = GatewayCheckout(
            id: "checkout_\(attempt.id)", state: .paid, url: nil, reference: reference,
            payments: [payment])
        _ = try applyCheckout(checkout, to: attempt.id, refunds: [])
    }
}
