/// How many seats one booking takes: 1–10.
package struct Seats: Equatable, Sendable {
    /// The seats that one booking may take.
    package static let limits = 1...10

    /// Within `limits`, whoever asked.
    package let count: Int

    /// `count` seats, or nil if one booking may not take that many.
    package init?(_ count: Int) {
        guard Self.limits.contains(count) else { return nil }
        self.count = count
    }

    /// One seat, when nobody says otherwise.
    package static let one = Seats(unchecked: 1)

    private init(unchecked count: Int) {
        self.count = count
    }
}
