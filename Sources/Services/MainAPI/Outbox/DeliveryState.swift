import HTTPClient
import Observability
import ServiceContract
import ServiceRuntime

/// How the deliveries have gone of late.
struct DeliveryState {
    private(set) var failures = 0
    /// Notices to send with the next call: one by itself, until CRMAPI says that it takes more.
    private(set) var batchSize: Int
    private var latest: DeliveryFailure?

    init(batchSize: Int = 1) { self.batchSize = batchSize }

    /// Notes a success; answers how many failures it ends, if there were any.
    ///
    /// - Parameter limit: How many notices CRMAPI takes at once, where its answer said so.
    mutating func succeed(batchLimit limit: Int?) -> Int? {
        defer { self = DeliveryState(batchSize: limit ?? batchSize) }
        return failures > 0 ? failures : nil
    }

    /// Notes a failure; answers its kind where that is news.
    ///
    /// A batch that CRMAPI cannot take as it is gets smaller, until one notice stands alone. After
    /// any other failure it has to say anew that it takes batches: it may not be the same.
    mutating func fail(_ error: any Error) -> DeliveryFailure? {
        failures += 1
        let isOfContent = (error as? RefusedBatch)?.isOfContent ?? false
        batchSize = isOfContent ? max(1, batchSize / 2) : 1
        let kind = DeliveryFailure(error)
        defer { latest = kind }
        return kind == latest ? nil : kind
    }
}

/// What kind of thing keeps notices from being delivered.
enum DeliveryFailure: Equatable {
    case unreachable
    case refused(status: Int)
    case other

    init(_ error: any Error) {
        switch error {
        case is ClientError: self = .unreachable
        case let refusal as RefusedBatch: self = .refused(status: refusal.status)
        default: self = .other
        }
    }

    func report(to log: Log, _ error: any Error) {
        switch self {
        case .unreachable: log.warning("crm_unreachable", ["reason": "\(error)"])
        case .refused(let status): log.warning("crm_refused", ["status": status])
        case .other: log.error("notice_delivery_failed", ["error": String(reflecting: error)])
        }
    }
}

extension DeliveryFailure {
    /// How often deliveries have failed, by what kept them.
    struct Counters {
        private let unreachable: Counter
        private let refused: Counter
        private let other: Counter

        init(_ metrics: Metrics) {
            func counter(_ reason: String) -> Counter {
                metrics.counter(
                    "delivery_failures_total", help: "Calls to CRMAPI that delivered nothing.",
                    labels: ["reason": reason])
            }
            (unreachable, refused) = (counter("unreachable"), counter("refused"))
            other = counter("other")
        }

        func count(_ failure: DeliveryFailure) {
            switch failure {
            case .unreachable: unreachable.increment()
            case .refused: refused.increment()
            case .other: other.increment()
            }
        }
    }
}

/// CRMAPI answered a whole batch with an error.
struct RefusedBatch: Error {
    let status: Int

    /// Whether a smaller batch, or another one, might be taken.
    var isOfContent: Bool { [400, 413, 422].contains(status) }
}
