import BookingDomain
import BookingStore
import SQLite
import Timekeeping
import XCTest

/// A test with payments; it plays the gateway.
class PaymentTestCase: StoreTestCase {
    let price: Int64 = 5_000

    /// A booking that Bhavin has paid, with the payment `pay_1`.
    func paid(
        _ event: Event, payment: String = "pay_1", refunds: [GatewayRefund] = []
    ) throws -> Booking {
        let held = try book(event, by: bhavin)
        let attempt = try begin(held)
        XCTAssertEqual(try pay(attempt, as: payment, refunds: refunds), .confirmed)
        return try booking(held.id)
    }

    /// Starts a payment of Bhavin's.
    func begin(_ booking: Booking, at moment: Timestamp? = nil) throws -> PaymentAttempt {
        try perform(at: moment) {
            try $0.startPayment(of: booking.id, for: bhavin, at: .sandbox) { _ in [] }
        }
    }

    /// The gateway reports the attempt as paid.
    @discardableResult
    func pay(
        _ attempt: PaymentAttempt, as payment: String = "pay_1", amount: Int64? = nil,
        refunds: [GatewayRefund] = [], at moment: Timestamp? = nil
    ) throws -> CheckoutOutcome {
        let received = GatewayPayment(id: payment, amount: amount ?? price, currency: "INR")
        let reference = CheckoutReference(
            installation: "", bookingID: attempt.bookingID, attempt: attempt.number)
        let checkout = GatewayCheckout(
            id: "checkout_\(attempt.id)", state: .paid, url: nil, reference: reference,
            payments: [received])
        return try perform(at: moment) {
            try $0.applyCheckout(checkout, to: attempt.id, refunds: refunds)
        }
    }

    /// A refund as the gateway reports it.
    ///
    /// - Parameter ours: The refund that it refers to.
    func remote(
        _ id: String, of payment: String = "pay_1", _ amount: Int64, _ status: RefundStatus,
        ours: Refund? = nil
    ) throws -> GatewayRefund {
        let installation = try database.read { try $0.metadata.installation() }
        return GatewayRefund(
            id: id, paymentID: payment, amount: amount, status: status, failure: nil,
            reference: ours.map {
                RefundReference(
                    installation: installation, refundID: $0.id, generation: $0.generation)
            })
    }

    /// The gateway reports these refunds.
    @discardableResult
    func apply(_ refunds: GatewayRefund...) throws -> RefundsOutcome {
        try perform {
            try $0.applyRefunds(refunds, ofPayment: refunds.first?.paymentID ?? "", at: .sandbox)
        }
    }

    func booking(_ id: BookingID, at moment: Timestamp? = nil) throws -> Booking {
        try XCTUnwrap(read(at: moment) { try $0.bookings.find(id) })
    }

    /// The refund with this ID; IDs count from 1.
    func refund(_ number: Int64 = 1) throws -> Refund {
        try XCTUnwrap(database.read { try $0.refunds.find(RefundID(number)) })
    }

    /// The in-app messages about the booking.
    func messages(of booking: Booking) throws -> [String] {
        try texts("SELECT message FROM notifications WHERE booking_id = \(booking.id) ORDER BY id")
    }

    func timeline(of booking: Booking) throws -> [String] {
        try database.read { tx in
            try tx.timelines.all(of: booking).map(\.kind.rawValue)
        }
    }
}
