import Timekeeping

/// What a guest who cancels gets back: tiers of (hours before the start, percent of what was paid).
///
/// The tiers fall in hours, and the first one whose notice was given decides. An event's policy is
/// frozen onto each booking when it is made, so a later edit takes nothing from anybody.
package struct RefundPolicy: Equatable, Sendable {
    /// One step: `percent` comes back to whoever cancels at least `hoursBefore` hours ahead.
    package struct Tier: Equatable, Sendable {
        /// The notice it asks for: whole hours before the event's start.
        package let hoursBefore: Int64
        /// The share of what was paid that comes back, rounded down to minor units.
        package let percent: Int64

        /// A tier, not yet judged; only `RefundPolicy.init?` says whether it may stand.
        package init(hoursBefore: Int64, percent: Int64) {
            self.hoursBefore = hoursBefore
            self.percent = percent
        }
    }

    /// The most tiers that a policy has.
    package static let maximumTiers = 10
    /// The hours that a tier may ask for: up to ten years.
    package static let hours: ClosedRange<Int64> = 0...87_600
    /// The shares that a tier may give back.
    package static let percents: ClosedRange<Int64> = 0...100
    /// The policy that gives nothing back.
    package static let none = RefundPolicy(stored: [])

    /// From the longest notice to the shortest; empty gives nothing back.
    package let tiers: [Tier]

    /// The policy of these tiers, or nil if there are too many, one is out of its limits, or their
    /// hours do not fall strictly.
    package init?(_ tiers: [Tier]) {
        guard tiers.count <= Self.maximumTiers,
            tiers.allSatisfy({
                Self.hours.contains($0.hoursBefore) && Self.percents.contains($0.percent)
            }),
            zip(tiers, tiers.dropFirst()).allSatisfy({ $0.hoursBefore > $1.hoursBefore })
        else { return nil }
        self.tiers = tiers
    }

    /// A policy read back from where only a valid one was ever written.
    package init(stored tiers: [Tier]) {
        self.tiers = tiers
    }

    /// What comes back of `amount` to a guest who cancels at `cancelledAt`.
    ///
    /// Notice of exactly a tier's hours is enough for it. Rounds down to whole minor units.
    package func refund(
        of amount: Int64, cancelledAt: Timestamp, startsAt: Timestamp
    ) -> RefundQuote {
        guard amount > 0 else { return RefundQuote(amount: 0, percent: 0, reason: .nothingPaid) }
        guard !tiers.isEmpty else { return RefundQuote(amount: 0, percent: 0, reason: .noRefunds) }
        let notice = startsAt.seconds(since: cancelledAt)
        guard let tier = tiers.first(where: { notice >= $0.hoursBefore * 3600 }) else {
            return RefundQuote(amount: 0, percent: 0, reason: .tooLate)
        }
        return RefundQuote(
            amount: Self.share(tier.percent, of: amount), percent: tier.percent,
            reason: .noticeGiven(tier))
    }

    /// `percent` of `amount`, divided first so that no amount overflows.
    private static func share(_ percent: Int64, of amount: Int64) -> Int64 {
        amount / 100 * percent + amount % 100 * percent / 100
    }
}
