import JSONCoding
import Timekeeping

/// The offsets of a zone's clock, for the scripts of the pages.
///
/// Browsers have zones of their own, whose rules can differ from those of this machine.
struct ZoneOffsets: JSONWritable {
    private static let firstYear = 2000
    /// Where clocks follow a yearly rule, their dates repeat after 28 years. Scripts derive the offsets
    /// of later years from the last ones here.
    private static let futureYears = 28

    private let zone: TimeZoneName
    private let start: Timestamp
    private let end: Timestamp

    /// - Parameter now: Determines the last year.
    init(_ zone: TimeZoneName, at now: Timestamp) {
        self.zone = zone
        let year = LocalTime(now, in: "UTC").year
        start = Self.newYear(Self.firstYear)
        end = Self.newYear(year + Self.futureYears + 1)
    }

    private static func newYear(_ year: Int) -> Timestamp {
        Timestamp(rfc3339: "\(year)-01-01T00:00:00Z") ?? .latest
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("name", zone.identifier)
            json.member("from", start)
            json.member("until", end)
            json.member("offset", zone.offset(at: start))
            json.member("changes", zone.changes(after: start, before: end))
        }
    }
}

extension OffsetChange: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("at", moment)
            json.member("offset", offset)
        }
    }
}
