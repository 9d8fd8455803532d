import Timekeeping

/// The share of a payment that a cancellation refunds, in tiers by the notice given.
///
/// The tiers fall in hours, and the first one that the cancellation is early enough for decides. A
/// later cancellation never gives more back.
/// Each booking keeps the event's policy from the time of booking.
package struct RefundPolicy: Equatable, Sendable {
    /// A refund of `percent` for a cancellation at least `hoursBefore` hours before the start.
    package struct Tier: Equatable, Sendable {
        /// Whole hours before the event's start.
        package let hoursBefore: Int64
        /// The share of the payment, rounded down to minor units.
        package let percent: Int64
        /// The share once the place is taken again, at least `percent`; nil if it is the same.
        package let percentIfFilled: Int64?

        /// A tier that has yet to be validated by `RefundPolicy.init?(_:)`.
        package init(hoursBefore: Int64, percent: Int64, percentIfFilled: Int64? = nil) {
            self.hoursBefore = hoursBefore
            self.percent = percent
            self.percentIfFilled = percentIfFilled
        }

        /// The share in the end, if the place is taken again.
        package var highestPercent: Int64 { percentIfFilled ?? percent }
    }

    package static let maximumTiers = 10
    private static let hours: ClosedRange<Int64> = 0...87_600
    private static let percents: ClosedRange<Int64> = 0...100
    package static let none = RefundPolicy(stored: [])

    /// From the longest notice to the shortest; empty refunds nothing.
    package let tiers: [Tier]

    /// The policy of these tiers, or nil if they violate a rule.
    package init?(_ tiers: [Tier]) {
        guard let policy = try? RefundPolicy(checking: tiers) else { return nil }
        self = policy
    }

    /// The policy of these tiers.
    ///
    /// - Throws: The first rule that they violate.
    init(checking tiers: [Tier]) throws(Violation) {
        guard tiers.count <= Self.maximumTiers else { throw .tooMany }
        guard tiers.allSatisfy({ Self.hours.contains($0.hoursBefore) }) else { throw .hours }
        guard tiers.allSatisfy({ Self.percents.contains($0.percent) }) else { throw .percent }
        for tier in tiers {
            guard (tier.percent...100).contains(tier.highestPercent) else {
                throw .percentIfFilled(tier)
            }
        }
        for (earlier, later) in zip(tiers, tiers.dropFirst()) {
            guard earlier.hoursBefore > later.hoursBefore else { throw .order }
            guard earlier.percent >= later.percent,
                earlier.highestPercent >= later.highestPercent
            else { throw .moreForLater(earlier: earlier, later: later) }
        }
        self.tiers = tiers
    }

    /// A policy from storage, which was validated before it was written.
    package init(stored tiers: [Tier]) {
        self.tiers = tiers
    }

    /// The refund of `amount` for a cancellation at `cancelledAt`.
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
            amount: Self.share(tier.percent, of: amount),
            amountIfFilled: Self.share(tier.highestPercent, of: amount), percent: tier.percent,
            reason: .noticeGiven(tier))
    }

    /// `percent` of `amount`, divided first to avoid overflow.
    private static func share(_ percent: Int64, of amount: Int64) -> Int64 {
        amount / 100 * percent + amount % 100 * percent / 100
    }
}

extension RefundPolicy {
    /// A rule that tiers violate.
    enum Violation: Error {
        case tooMany
        case hours
        case percent
        case percentIfFilled(Tier)
        case order
        case moreForLater(earlier: Tier, later: Tier)

        /// The rule in words.
        var detail: String {
            switch self {
            case .tooMany: "There must be at most \(RefundPolicy.maximumTiers) steps."
            case .hours: "Hours before the start must be from 0 to 87,600."
            case .percent: "The percent refunded must be from 0 to 100."
            case .percentIfFilled(let tier):
                "The percent refunded if the place is taken again must be from "
                    + "\(tier.percent) to 100."
            case .order:
                "The steps must go from the longest notice to the shortest, each with fewer hours."
            case .moreForLater(let earlier, let later):
                later.percent > earlier.percent
                    ? Self.moreForLater(\.percent, earlier, later, "")
                    : Self.moreForLater(
                        \.highestPercent, earlier, later, " if their place is taken again")
            }
        }

        private static func moreForLater(
            _ share: KeyPath<Tier, Int64>, _ earlier: Tier, _ later: Tier, _ condition: String
        ) -> String {
            "Guests who cancel later must not get more back\(condition): "
                + "\(later[keyPath: share]) % at \(later.hoursBefore) hours is more than "
                + "\(earlier[keyPath: share]) % at \(earlier.hoursBefore) hours."
        }
    }
}
