import BookingDomain
import HTTP
import JSONCoding

/// What a fake gateway keeps, whichever it plays, so that a test can hold it against ours.
struct GatewayLedger: Sendable {
    var checkouts: [FakeCheckout] = []
    var refunds: [FakeRefund] = []
    var answers: [String: (body: [UInt8], status: Status, value: JSONValue)] = [:]
    var events = 0
    /// Events that could not be delivered, the latest first.
    var undelivered: [JSONValue] = []
    /// Whether a repeated receipt is answered with the order that it made.
    var answersReceiptsAgain = true
    /// How refunds stand at once.
    var refundStatus = RefundStatus.processed

    /// The money that has come.
    var payments: [FakePayment] {
        checkouts.flatMap(\.payments).filter { $0.status == .captured }
    }
}

/// A checkout: Stripe's session, Razorpay's order.
struct FakeCheckout: Sendable {
    let id: String
    let metadata: JSONValue
    let amount: Int64
    /// In capital letters.
    let currency: String
    /// Our own mark on it, where the gateway has such.
    var receipt: String?
    var isExpired = false
    var payments: [FakePayment] = []

    /// Whether the money has come.
    var isPaid: Bool { payments.contains { $0.status == .captured } }
}

/// A guest's payment, or an attempt at one.
struct FakePayment: Sendable {
    /// In Razorpay's words.
    enum Status: String {
        case authorized
        case captured
        case failed
        /// Returned by the gateway, as it was not captured.
        case refunded
    }

    let id: String
    let amount: Int64
    /// In capital letters.
    let currency: String
    var status: Status
}

struct FakeRefund: Sendable {
    let id: String
    let payment: String
    let amount: Int64
    var status: RefundStatus
    let metadata: JSONValue
}

/// An event as it is delivered.
struct FakeEvent: Sendable {
    let id: String
    let body: [UInt8]
}

/// What a fake gateway reports of a checkout.
enum CheckoutNews {
    case paid
    /// The same, by an event about the payment.
    case paymentMade
    /// Paid by a bank that was late.
    case paidLate
    case unpaid
}

/// What a fake gateway reports of a refund.
enum RefundNews {
    case made
    case moved
    case failed
}

/// What comes of asking for a refund.
enum RefundAnswer {
    case made(FakeRefund)
    case unknown
    case alreadyRefunded
    case tooMuch
}
