import Timekeeping

/// How long offers are open, and until when they are made.
package struct WaitlistRules: Equatable, Sendable {
    /// The shortest time for an answer.
    package static let shortestOffer = Duration.seconds(15 * 60)
    /// The limits of `offerLength`; gateways keep a checkout open for less than a day.
    package static let offerLengths = shortestOffer...(.seconds(23 * 3_600))
    package static let standard = WaitlistRules(
        offerLength: .seconds(12 * 3_600), cutoff: .seconds(2 * 3_600))

    /// The longest time for an answer.
    package let offerLength: Duration
    /// The time before the start of an event from which nothing is offered.
    package let cutoff: Duration

    package init(offerLength: Duration, cutoff: Duration) {
        self.offerLength = offerLength
        self.cutoff = cutoff
    }

    /// The end of an offer that is made at `now`.
    ///
    /// It is open for at most a quarter of the time to the start, and for at least 15 minutes. It ends
    /// with booking at the latest.
    /// - Parameter byFacilitator: Whether the facilitator makes it, also after booking has closed.
    package func endOfOffer(
        of event: Event, at now: Timestamp, byFacilitator: Bool = false
    ) -> Timestamp {
        let quarter = Duration.seconds(event.startsAt.seconds(since: now) / 4)
        let length = max(Self.shortestOffer, min(offerLength, quarter))
        let closesAt = event.bookingClosesAt ?? event.startsAt
        let end = byFacilitator && closesAt <= now ? event.startsAt : closesAt
        return min(now.adding(length), end)
    }
}
