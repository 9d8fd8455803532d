import BookingDomain
import HTTP
import JSONCoding

/// The state of a fake gateway, which tests compare with MainAPI's.
struct GatewayLedger: Sendable {
    var checkouts: [FakeCheckout] = []
    var refunds: [FakeRefund] = []
    var disputes: [FakeDispute] = []
    var responses: [String: (body: [UInt8], status: Status, value: JSONValue)] = [:]
    var events = 0
    /// The IDs of checkouts that cannot be retrieved.
    var failing: Set<String> = []
    /// Undelivered events, latest first.
    var undelivered: [JSONValue] = []
    /// Whether a repeated receipt gets the existing order instead of an error.
    var returnsExistingOrders = true
    /// The status of a new refund.
    var refundStatus = RefundStatus.processed

    /// The captured payments.
    var payments: [FakePayment] {
        checkouts.flatMap(\.payments).filter { $0.status == .captured }
    }
}

/// A Stripe session or a Razorpay order.
struct FakeCheckout: Sendable {
    let id: String
    let metadata: JSONValue
    let amount: Int64
    let currency: String
    /// MainAPI's reference, if the gateway has one.
    var receipt: String?
    /// Unix time; 0 without a clock.
    var created: Int64 = 0
    var isExpired = false
    var payments: [FakePayment] = []

    var isPaid: Bool { payments.contains { $0.status == .captured } }
}

/// A payment or a failed attempt.
struct FakePayment: Sendable {
    /// Razorpay's statuses.
    enum Status: String {
        case authorized
        case captured
        case failed
        /// Returned by the gateway because it was not captured.
        case refunded
    }

    let id: String
    let amount: Int64
    let currency: String
    var status: Status
    /// Razorpay's fee, which this guest pays on top of the amount.
    var fee: Int64 = 0
}

struct FakeRefund: Sendable {
    let id: String
    let payment: String
    let amount: Int64
    var status: RefundStatus
    let metadata: JSONValue
}

struct FakeDispute: Sendable {
    let id: String
    let payment: String
    let amount: Int64
    /// The gateway's word.
    var status: String
}

/// A webhook event.
struct FakeEvent: Sendable {
    let id: String
    let body: [UInt8]
}

/// The kind of an event about a checkout.
enum CheckoutReport {
    case paid
    /// Paid, reported by an event about the payment.
    case paymentSucceeded
    /// Paid after a delay of the bank.
    case paidLate
    case unpaid
}

/// The kind of an event about a refund.
enum RefundReport {
    case made
    case moved
    case failed
}

/// The result of a refund call.
enum RefundResult {
    case made(FakeRefund)
    case unknown
    case alreadyRefunded
    case tooMuch
}
