struct Report {
    let text: String

    init(_ context: RunContext, duration: Duration) {
        let (actions, counts) = (context.actions, context.counts)
        let violations = context.violations
        let lines = [
            ("time", "\(duration.components.seconds) s"),
            (
                "kills",
                "MainAPI \(counts.kills[.main] ?? 0), CRMAPI \(counts.kills[.crm] ?? 0), "
                    + "\(counts.killsWhileStarting) of them during startup; "
                    + "\(counts.restarts) restarts"
            ),
            (
                "requests",
                "\(counts.requests), \(counts.unanswered) without a response, "
                    + "\(counts.retries) retries"
            ),
            (
                "guests",
                "\(actions.accounts.count) registered, \(actions.accounts.count(where: \.isErased)) erased, "
                    + "\(actions.accounts.count(where: \.isConfirmed)) with a confirmed address"
            ),
            ("bookings", Self.summary(actions.bookings.map(\.outcome))),
            ("cancellations", Self.summary(actions.cancellations.map(\.outcome))),
            ("seats given up", Self.summary(actions.seatsGivenUp.map(\.outcome))),
            ("waits", Self.summary(actions.waits.map(\.outcome))),
            ("waits left", Self.summary(actions.departures.map(\.outcome))),
            ("offers accepted", Self.summary(actions.acceptances.map(\.outcome))),
            (
                "offers",
                "\(counts.offers) made, \(counts.offersPassingLargerWaits) of them while earlier"
                    + " guests wanted more seats, \(counts.offersOutOfTurn) by facilitators out of"
                    + " turn; \(counts.offersConfirmed) were booked, \(counts.offersLapsed) lapsed,"
                    + " \(counts.offersDeclined) were declined"
            ),
            (
                "refunds if filled",
                "\(counts.contingents) cancelled seats, \(counts.contingentsReleased) of them taken"
                    + " again"
            ),
            ("walk-ins", Self.summary(actions.walkIns.map(\.outcome))),
            ("moves", Self.summary(actions.moves.map(\.outcome))),
            ("taken in person", Self.summary(actions.offlinePayments.map(\.outcome))),
            (
                "money",
                "\(counts.payments) payments, \(counts.refunds) refunds, \(counts.receipts) receipts, "
                    + "\(counts.refundsRetried) retried after a failure"
            ),
            ("events", Self.summary(actions.events.map(\.outcome))),
            (
                "series",
                Self.summary(actions.series.map(\.outcome))
                    + ", \(counts.seriesEdits) edits, "
                    + "\(counts.seriesCancellations) cancellations"
            ),
            ("edits", Self.summary(actions.edits.map(\.outcome))),
            ("events cancelled", Self.summary(actions.eventCancellations.map(\.outcome))),
            (
                "notices",
                "\(counts.notices), \(counts.messages) messages to guests, \(counts.mails) emails"
            ),
            ("seats", "checked \(counts.seatChecks) times, with \(counts.fullEvents) full events"),
            (
                "found",
                Violations.Kind.allCases.map { "\(violations.count(of: $0)) \($0.rawValue)" }
                    .joined(separator: ", ")
            ),
        ]
        let table = lines.map { name, value in
            name + String(repeating: " ", count: 18 - name.count) + value
        }
        text = (table + violations.lines(atMost: 40)).joined(separator: "\n")
    }

    private static func summary<Effect>(_ outcomes: [ActionOutcome<Effect>]) -> String {
        let acknowledged = outcomes.count { $0.isAcknowledged }
        let unknown = outcomes.count { $0.isUnknown }
        return "\(outcomes.count) requested, \(acknowledged) acknowledged, "
            + "\(outcomes.count - acknowledged - unknown) refused, \(unknown) unknown"
    }
}
