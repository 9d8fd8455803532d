/// A time in UTC in whole seconds, from 1970-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
///
/// The upper bound is the latest time that RFC 3339 can spell.
package struct Timestamp: Comparable, Hashable, Sendable {
    /// The seconds since 1970-01-01T00:00:00Z without leap seconds.
    package let unixSeconds: Int64

    package static let earliest = Timestamp(clamping: 0)
    package static let latest = Timestamp(clamping: .max)

    private static let range: ClosedRange<Int64> = 0...253_402_300_799

    /// Nil outside the years 1970 to 9999.
    package init?(unixSeconds: Int64) {
        guard Timestamp.range.contains(unixSeconds) else { return nil }
        self.unixSeconds = unixSeconds
    }

    package init(clamping unixSeconds: Int64) {
        self.unixSeconds = min(
            max(unixSeconds, Timestamp.range.lowerBound), Timestamp.range.upperBound)
    }

    /// The time that many seconds later, or earlier when negative, clamped to the range.
    package func adding(seconds: Int64) -> Timestamp {
        let (sum, overflowed) = unixSeconds.addingReportingOverflow(seconds)
        guard !overflowed else { return .latest }
        return Timestamp(clamping: sum)
    }

    /// The time that much later, in whole seconds, clamped to the range.
    package func adding(_ duration: Duration) -> Timestamp {
        adding(seconds: duration.components.seconds)
    }

    /// The seconds since `earlier`, negative when `earlier` is later.
    package func seconds(since earlier: Timestamp) -> Int64 {
        unixSeconds - earlier.unixSeconds
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.unixSeconds < right.unixSeconds
    }
}
