/// The number of seats of one booking: 1–10.
package struct Seats: Equatable, Sendable {
    package static let limits = 1...10

    /// Within `limits`.
    package let count: Int

    /// `count` seats, or nil if that is outside `limits`.
    package init?(_ count: Int) {
        guard Self.limits.contains(count) else { return nil }
        self.count = count
    }

    /// The default.
    package static let one = Seats(unchecked: 1)

    private init(unchecked count: Int) {
        self.count = count
    }
}
