/// A moment at which a zone's clock is set forward or back.
package struct OffsetChange: Equatable, Sendable {
    package let moment: Timestamp
    /// From then on, in seconds by which the clock is ahead of UTC.
    package let offset: Int
}

/// The offsets of a zone's clock from UTC, from a zone file (TZif, RFC 9636).
final class TimeZoneRules: Sendable {
    static let utc = TimeZoneRules(moments: [], offsets: [], first: 0, later: nil)

    /// Rising Unix times at which the offset changes.
    private let moments: [Int64]
    /// The offset from each of `moments` on, in seconds east of UTC.
    private let offsets: [Int]
    /// The offset before the first change.
    private let first: Int
    /// The rule after the last change; nil if the last offset stays.
    private let later: PosixTimeZone?

    private init(moments: [Int64], offsets: [Int], first: Int, later: PosixTimeZone?) {
        self.moments = moments
        self.offsets = offsets
        self.first = first
        self.later = later
    }

    /// Nil if the bytes are no zone file of version 2 or later.
    convenience init?(file: [UInt8]) {
        var reader = ZoneFileReader(file)
        guard let old = reader.header(), old.version >= UInt8(ascii: "2"),
            reader.skip(old.size(ofTime: 4)), let counts = reader.header(), counts.types > 0,
            let times = reader.numbers(counts.times, bytes: 8),
            let types = reader.numbers(counts.times, bytes: 1)
        else { return nil }
        var offsets: [Int] = []
        for _ in 0..<counts.types {
            // An offset, whether it is daylight saving time, and the place of an abbreviation.
            guard let offset = reader.number(bytes: 4), reader.skip(2) else { return nil }
            offsets.append(Int(offset))
        }
        guard reader.skip(counts.sizeAfterTypes(ofTime: 8)), let footer = reader.footer(),
            types.allSatisfy({ $0 >= 0 && $0 < offsets.count })
        else { return nil }
        self.init(
            moments: times, offsets: types.map { offsets[Int($0)] }, first: offsets[0],
            later: PosixTimeZone(footer))
    }

    /// Seconds by which the clock is ahead of UTC.
    func offset(at moment: Timestamp) -> Int {
        let seconds = moment.unixSeconds
        guard let last = moments.last, seconds < last else {
            return later?.offset(at: seconds) ?? offsets.last ?? first
        }
        // The number of changes until then.
        var (low, high) = (0, moments.count)
        while low < high {
            let middle = (low + high) / 2
            if moments[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? first : offsets[low - 1]
    }

    /// The changes after `start` and before `end`, in their order.
    func changes(after start: Timestamp, before end: Timestamp) -> [OffsetChange] {
        let later = later?.candidates(from: start.unixSeconds, to: end.unixSeconds) ?? []
        var changes: [OffsetChange] = []
        var current = offset(at: start)
        for moment in (moments + later).sorted() {
            guard let moment = Timestamp(unixSeconds: moment), start < moment, moment < end else {
                continue
            }
            let next = offset(at: moment)
            if next != current { changes.append(OffsetChange(moment: moment, offset: next)) }
            current = next
        }
        return changes
    }
}

/// Reads the parts of a zone file in their order, never beyond its end.
private struct ZoneFileReader {
    /// The header before each of the two blocks (RFC 9636 §3.1).
    struct Header {
        let version: UInt8
        let utcMarks: Int
        let standardMarks: Int
        let leapSeconds: Int
        let times: Int
        let types: Int
        let characters: Int

        /// The size of the block, in bytes.
        func size(ofTime bytes: Int) -> Int {
            times * (bytes + 1) + types * 6 + sizeAfterTypes(ofTime: bytes)
        }

        func sizeAfterTypes(ofTime bytes: Int) -> Int {
            characters + leapSeconds * (bytes + 4) + standardMarks + utcMarks
        }
    }

    private var rest: ArraySlice<UInt8>

    init(_ file: [UInt8]) {
        rest = file[...]
    }

    mutating func header() -> Header? {
        guard rest.starts(with: "TZif".utf8), skip(4), let version = rest.first, skip(16),
            let counts = numbers(6, bytes: 4)?.map(Int.init), counts.allSatisfy({ $0 >= 0 })
        else { return nil }
        return Header(
            version: version, utcMarks: counts[0], standardMarks: counts[1],
            leapSeconds: counts[2], times: counts[3], types: counts[4], characters: counts[5])
    }

    mutating func skip(_ count: Int) -> Bool {
        guard count >= 0, count <= rest.count else { return false }
        rest = rest.dropFirst(count)
        return true
    }

    /// A big-endian number with a sign; one of a single byte has none.
    mutating func number(bytes: Int) -> Int64? {
        guard bytes <= rest.count else { return nil }
        let part = rest.prefix(bytes)
        rest = rest.dropFirst(bytes)
        if bytes == 1 { return part.first.map(Int64.init) }
        let isNegative = part.first.map { $0 >= 0x80 } ?? false
        return part.reduce(isNegative ? -1 : 0) { $0 << 8 | Int64($1) }
    }

    mutating func numbers(_ count: Int, bytes: Int) -> [Int64]? {
        guard count <= rest.count / bytes else { return nil }
        return (0..<count).compactMap { _ in number(bytes: bytes) }
    }

    /// The text between the two line feeds at the end (RFC 9636 §3.3).
    func footer() -> ArraySlice<UInt8>? {
        guard rest.count >= 2, rest.first == UInt8(ascii: "\n"), rest.last == UInt8(ascii: "\n")
        else { return nil }
        return rest.dropFirst().dropLast()
    }
}
