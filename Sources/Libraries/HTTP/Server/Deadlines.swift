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
