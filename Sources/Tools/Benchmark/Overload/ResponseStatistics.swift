import Platform

/// Counts and latencies of responses.
struct ResponseStatistics {
    /// Expected responses.
    private var accepted = 0
    /// 503 responses with Retry-After.
    private var refused = 0
    /// 429 responses with Retry-After.
    private var throttled = 0
    /// Other responses and broken connections.
    var wrong = 0
    /// The time in which requests were sent.
    var seconds = 0.0
    var sent = 0
    /// Microseconds.
    private var latencies: [UInt32] = []
    private var refusalLatencies: [UInt32] = []

    mutating func count(_ response: ResponseSummary, microseconds: UInt64) {
        let latency = UInt32(clamping: microseconds)
        switch response.status {
        // A login with a guessed password is expected to end with 401.
        case 200, 201, 401:
            accepted += 1
            latencies.append(latency)
        case 503 where response.hasRetryAfter:
            refused += 1
            refusalLatencies.append(latency)
        case 429 where response.hasRetryAfter: throttled += 1
        default: wrong += 1
        }
    }

    /// `result`, accepted/s, sent/s, accepted, refused, throttled, wrong, then in milliseconds p50,
    /// p99 and maximum of the accepted and p50 of the refused.
    var line: String {
        let sorted = latencies.sorted()
        func milliseconds(_ values: [UInt32], _ share: Double) -> String {
            guard !values.isEmpty else { return "-" }
            let index = min(values.count - 1, Int(Double(values.count) * share))
            let tenths = (values[index] + 50) / 100
            return "\(tenths / 10).\(tenths % 10)"
        }
        let rates = [accepted, sent].map { "\(Int(Double($0) / max(seconds, 0.001)))" }
        let counts = [accepted, refused, throttled, wrong].map { "\($0)" }
        let times = [0.5, 0.99, 1].map { milliseconds(sorted, $0) }
        let refusals = milliseconds(refusalLatencies.sorted(), 0.5)
        return (["result"] + rates + counts + times + [refusals]).joined(separator: " ")
    }
}

extension MonotonicClock {
    static func microseconds() -> UInt64 { nanoseconds() / 1_000 }
}
