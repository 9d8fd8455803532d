import HTTPClient
import Observability
import ServiceContract
import ServiceRuntime

/// The failures in a row, and the size of the next batch.
struct DeliveryState {
    private(set) var failures = 0
    /// Notices in the next call; 1 until a response of CRMAPI names a higher limit.
    private(set) var batchSize = 1
    private var latest: DeliveryFailure?

    /// Records a success and returns the number of failures before it; nil if there were none.
    ///
    /// - Parameter limit: The batch limit that CRMAPI named in its response.
    mutating func recordSuccess(batchLimit limit: Int?) -> Int? {
        defer { self = DeliveryState(batchSize: limit ?? batchSize) }
        return failures > 0 ? failures : nil
    }

    /// Records a failure and returns its kind; nil if the failure before was of the same kind.
    ///
    /// A refused batch is halved, which isolates the notice at fault. Any other failure resets the
    /// size to 1, because another version of CRMAPI may answer the next call.
    mutating func recordFailure(_ error: any Error) -> DeliveryFailure? {
        failures += 1
        let isContentRefused = (error as? RefusedBatch)?.isContentRefused ?? false
        batchSize = isContentRefused ? max(1, batchSize / 2) : 1
        let kind = DeliveryFailure(error)
        defer { latest = kind }
        return kind == latest ? nil : kind
    }
}

/// The reason why a call to CRMAPI delivered no notice.
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
        case .refused(let status):
            let code = (error as? RefusedBatch)?.code ?? "none"
            log.warning("crm_refused", ["status": status, "code": code])
        case .other: log.error("notice_delivery_failed", ["error": String(reflecting: error)])
        }
    }
}

/// The metric `delivery_failures_total`, by reason.
struct DeliveryFailureCounters {
    private let unreachable: Counter
    private let refused: Counter
    private let other: Counter

    init(_ metrics: Metrics) {
        func counter(_ reason: String) -> Counter {
            metrics.counter(
                "delivery_failures_total", help: "Failed calls to CRMAPI.",
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

/// The error that CRMAPI answered a whole batch with.
struct RefusedBatch: Error {
    let status: Int
    /// The problem's code, such as `other_installation`.
    let code: String?

    init(_ response: ClientResponse) {
        status = response.status
        code = NoticeReceipt.refusal(in: response.body)
    }

    /// Whether CRMAPI refused the content, so that a smaller batch may succeed.
    var isContentRefused: Bool { [400, 413, 422].contains(status) }
}
