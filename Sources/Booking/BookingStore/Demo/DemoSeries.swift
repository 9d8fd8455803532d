import BookingDomain
import Timekeeping

/// The series of the demo data: a class on two evenings of the week.
enum DemoSeries {
    /// The first day is the one after the seeding, by the class's clock.
    static func draft(at now: Timestamp) throws -> SeriesDraft {
        let zone = TimeZoneName("Asia/Kolkata") ?? .utc
        let first = LocalDateTime(now, in: zone).date.advanced(by: 1)
        let event = EventFields(
            title: "Evening Vinyasa",
            description: "A flowing class after work, for beginners and for the practiced.",
            kind: EventKind.session.rawValue, location: "Community Hall, Indiranagar",
            timeZone: zone.identifier, capacity: 14, price: 40_000, currency: "INR",
            refundPolicy: [.init(hoursBefore: 12, percent: 100)])
        let fields = SeriesFields(
            event: event, rule: "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=24",
            startsOn: "\(first.text)T18:30", durationMinutes: 75)
        return try SeriesDraft(fields, at: now)
    }
}
