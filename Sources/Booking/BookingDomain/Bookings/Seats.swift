/// The number of seats of one booking: 1–10.
package struct Seats: Equatable, Sendable {
    package static let limits = 1...10
    /// `limits` for the readers of requests.
    package static let wireLimits = Int64(limits.lowerBound)...Int64(limits.upperBound)

    /// Within `limits`.
    package let count: Int
    package static let one = Seats(count: 1)
}

extension Seats {
    /// Such as `1 seat` or `3 seats`.
    package static func text(_ count: Int) -> String {
        count == 1 ? "1 seat" : "\(count) seats"
    }

    /// `count` seats, or nil if that is outside `limits`.
    package init?(_ count: Int) {
        guard Self.limits.contains(count) else { return nil }
        self.init(count: count)
    }
}
