/// What a torture did and what it found, for people to read.
struct Report {
    let text: String

    init(_ settings: Settings, _ deeds: Deeds, _ shared: Person.Shared, lasting time: Duration) {
        let counts = shared.counts.current
        let breaches = shared.breaches
        let lines = [
            ("time", "\(time.components.seconds) s"),
            (
                "kills",
                "MainAPI \(counts.killsOfMain), CRMAPI \(counts.killsOfCRM), "
                    + "\(counts.killsWhileStarting) of them while starting; "
                    + "\(counts.restarts) restarts"
            ),
            (
                "requests",
                "\(counts.requests), \(counts.unanswered) cut off, \(counts.retries) retried"
            ),
            (
                "guests",
                "\(deeds.registrations.count) registered, \(deeds.erased.count) left again"
            ),
            ("bookings", Self.summary(deeds.bookings.map(\.outcome))),
            ("cancellations", Self.summary(deeds.cancellations.map(\.outcome))),
            ("money", "\(counts.payments) payments, \(counts.refunds) refunds"),
            ("events", Self.summary(deeds.events.map(\.outcome))),
            ("edits", Self.summary(deeds.edits.map(\.outcome))),
            ("events cancelled", Self.summary(deeds.eventCancellations.map(\.outcome))),
            (
                "notices",
                "\(counts.notices), \(counts.messages) messages to guests, \(counts.mails) e-mails"
            ),
            ("seats", "counted \(counts.samples) times, \(counts.fullEvents) events full then"),
            (
                "found",
                Breaches.Kind.allCases.map { "\(breaches.count(of: $0)) \($0.rawValue)" }
                    .joined(separator: ", ")
            ),
        ]
        let table = lines.map { name, value in
            name + String(repeating: " ", count: 18 - name.count) + value
        }
        text = (table + breaches.lines(atMost: 40)).joined(separator: "\n")
    }

    private static func summary<Effect>(_ outcomes: [Outcome<Effect>]) -> String {
        let done = outcomes.count { $0.effect != nil }
        let unknown = outcomes.count { $0.isUnknown }
        return "\(outcomes.count) tried, \(done) acknowledged, "
            + "\(outcomes.count - done - unknown) refused, \(unknown) left unknown"
    }
}
