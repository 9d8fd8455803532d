/// The deadline of every connection of a loop, by descriptor.
///
/// One array of numbers: setting a deadline is a store, and a sweep reads four bytes a connection.
struct Deadlines {
    static let tickMilliseconds: UInt64 = 100
    /// Ten years; more could overflow the tick counter.
    private static let maximumMilliseconds: UInt64 = 315_360_000_000

    private var ticks: [UInt32] = []
    private let epochMilliseconds: UInt64
    private var nextSweepMilliseconds: UInt64

    init(nowMilliseconds: UInt64) {
        epochMilliseconds = nowMilliseconds
        nextSweepMilliseconds = nowMilliseconds + Self.tickMilliseconds
    }

    /// Sets or replaces the deadline of a descriptor.
    mutating func set(
        _ descriptor: Int32, afterMilliseconds milliseconds: UInt64, nowMilliseconds now: UInt64
    ) {
        let index = Int(descriptor)
        if index >= ticks.count {
            ticks.append(contentsOf: repeatElement(0, count: index + 1 - ticks.count))
        }
        let elapsed = now - epochMilliseconds + min(milliseconds, Self.maximumMilliseconds)
        ticks[index] = UInt32(truncatingIfNeeded: elapsed / Self.tickMilliseconds + 1)
    }

    mutating func clear(_ descriptor: Int32) {
        if Int(descriptor) < ticks.count { ticks[Int(descriptor)] = 0 }
    }

    func millisecondsUntilSweep(nowMilliseconds now: UInt64) -> UInt64 {
        nextSweepMilliseconds > now ? nextSweepMilliseconds - now : 0
    }

    /// Removes and returns the descriptors whose deadline has passed.
    mutating func removeExpired(nowMilliseconds now: UInt64) -> [Int32] {
        guard now >= nextSweepMilliseconds else { return [] }
        nextSweepMilliseconds = now + Self.tickMilliseconds
        let current = UInt32(truncatingIfNeeded: (now - epochMilliseconds) / Self.tickMilliseconds)
        var expired: [Int32] = []
        for index in ticks.indices where ticks[index] != 0 && ticks[index] <= current {
            ticks[index] = 0
            expired.append(Int32(truncatingIfNeeded: index))
        }
        return expired
    }
}
