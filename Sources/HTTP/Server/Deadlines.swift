/// How long each thing may take, in milliseconds.
///
/// They are checked every `Deadlines.resolution`, so each may be late by that much.
package struct Timeouts: Sendable {
    /// From the first octet of a head to its last, however it trickles.
    package var head: UInt64 = 10_000
    /// What content may take before its rate counts.
    package var bodyGrace: UInt64 = 10_000
    /// Octets per second that content must bring on average after that.
    package var bodyMinimumRate: UInt64 = 1_024
    /// From the first octet of a request to its last, at whatever rate.
    package var request: UInt64 = 300_000
    /// Between two requests, and before the first.
    package var idle: UInt64 = 60_000
    /// From a complete request to its answer.
    package var handling: UInt64 = 60_000
    /// Without any progress in sending.
    package var writeStall: UInt64 = 20_000
    /// From the last octet sent until the client has to have closed its side.
    package var linger: UInt64 = 2_000
    /// For what is in flight when the server stops.
    package var drain: UInt64 = 10_000

    package init() {}
}

/// The deadline of every connection of a loop, by descriptor.
///
/// Plain numbers in one array: setting one is a store, and a sweep reads four octets a connection.
struct Deadlines {
    /// Milliseconds of one tick.
    static let resolution: UInt64 = 100
    /// Milliseconds that a deadline can be away: ten years.
    private static let maximum: UInt64 = 315_360_000_000

    private var ticks: [UInt32] = []
    private let epoch: UInt64
    private var nextSweep: UInt64

    init(now: UInt64) {
        epoch = now
        nextSweep = now + Self.resolution
    }

    /// Lets a descriptor's deadline be so many milliseconds from now.
    mutating func set(_ descriptor: Int32, after milliseconds: UInt64, now: UInt64) {
        let index = Int(descriptor)
        if index >= ticks.count {
            ticks.append(contentsOf: repeatElement(0, count: index + 1 - ticks.count))
        }
        let elapsed = now - epoch + min(milliseconds, Self.maximum)
        ticks[index] = UInt32(truncatingIfNeeded: elapsed / Self.resolution + 1)
    }

    mutating func clear(_ descriptor: Int32) {
        if Int(descriptor) < ticks.count { ticks[Int(descriptor)] = 0 }
    }

    /// The milliseconds until the next sweep is due.
    func untilNextSweep(now: UInt64) -> UInt64 {
        nextSweep > now ? nextSweep - now : 0
    }

    /// Takes out and hands back the descriptors whose deadline has passed.
    mutating func takeExpired(now: UInt64) -> [Int32] {
        guard now >= nextSweep else { return [] }
        nextSweep = now + Self.resolution
        let current = UInt32(truncatingIfNeeded: (now - epoch) / Self.resolution)
        var expired: [Int32] = []
        for index in ticks.indices where ticks[index] != 0 && ticks[index] <= current {
            ticks[index] = 0
            expired.append(Int32(truncatingIfNeeded: index))
        }
        return expired
    }
}
