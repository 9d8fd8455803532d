/// A moment in UTC, to the second, from 1970-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
///
/// Whole seconds are all that the contract shows, and the bounds are what RFC 3339 can spell, so
/// every value that exists can be written.
package struct Timestamp: Comparable, Hashable, Sendable {
    /// The seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    package let unixSeconds: Int64

    /// 1970-01-01T00:00:00Z.
    package static let earliest = Timestamp(clamping: 0)

    /// 9999-12-31T23:59:59Z.
    package static let latest = Timestamp(clamping: .max)

    private static let range: ClosedRange<Int64> = 0...253_402_300_799

    /// The moment that many seconds after the epoch, or nil outside the years 1970 to 9999.
    package init?(unixSeconds: Int64) {
        guard Timestamp.range.contains(unixSeconds) else { return nil }
        self.unixSeconds = unixSeconds
    }

    /// The moment that many seconds after the epoch, moved to the nearest bound when outside.
    package init(clamping unixSeconds: Int64) {
        self.unixSeconds = min(
            max(unixSeconds, Timestamp.range.lowerBound), Timestamp.range.upperBound)
    }

    /// The moment so many seconds later (earlier when negative), stopping at the bounds.
    package func adding(seconds: Int64) -> Timestamp {
        let (sum, overflowed) = unixSeconds.addingReportingOverflow(seconds)
        guard !overflowed else { return .latest }
        return Timestamp(clamping: sum)
    }

    /// The seconds from `earlier` to this moment, negative when `earlier` lies after it.
    package func seconds(since earlier: Timestamp) -> Int64 {
        unixSeconds - earlier.unixSeconds
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.unixSeconds < right.unixSeconds
    }
}
