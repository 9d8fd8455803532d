import Glibc

/// What became of requests.
struct Tally {
    private(set) var accepted = 0
    /// Answered 503 with Retry-After.
    private(set) var refused = 0
    /// Answered 429 with Retry-After.
    private(set) var slowed = 0
    /// Any other answer, and connections that broke.
    private(set) var wrong = 0
    /// Seconds for which requests were sent.
    var seconds = 0.0
    /// Requests sent.
    var sent = 0
    private var latencies: [UInt32] = []
    private var refusalLatencies: [UInt32] = []
    /// What was answered 401 by a login counts as accepted: the guess was looked at.
    private static let looks: Set<Int> = [200, 201, 401]

    mutating func count(status: Int, hasRetryAfter: Bool, microseconds: UInt64) {
        let latency = UInt32(clamping: microseconds)
        switch status {
        case _ where Self.looks.contains(status):
            accepted += 1
            latencies.append(latency)
        case 503 where hasRetryAfter:
            refused += 1
            refusalLatencies.append(latency)
        case 429 where hasRetryAfter: slowed += 1
        default: wrong += 1
        }
    }

    mutating func countBroken() { wrong += 1 }

    /// `result`: accepted/s, sent/s, accepted, refused, slowed, wrong, and the p50, p99 and longest
    /// latency of what was accepted and p50 of what was refused in ms.
    var line: String {
        let sorted = latencies.sorted()
        let refusals = refusalLatencies.sorted()
        func milliseconds(_ values: [UInt32], _ share: Double) -> String {
            guard !values.isEmpty else { return "-" }
            let index = min(values.count - 1, Int(Double(values.count) * share))
            let tenths = (values[index] + 50) / 100
            return "\(tenths / 10).\(tenths % 10)"
        }
        let rates = [accepted, sent].map { "\(Int(Double($0) / max(seconds, 0.001)))" }
        let counts = [accepted, refused, slowed, wrong].map { "\($0)" }
        let times = [0.5, 0.99, 1].map { milliseconds(sorted, $0) }
        return (["result"] + rates + counts + times + [milliseconds(refusals, 0.5)])
            .joined(separator: " ")
    }
}

/// Microseconds of the monotonic clock.
func microseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1_000
}
