import BookingDomain
import Credentials
import JSONCoding
import SQLite
import Timekeeping

/// A refund of the sandbox, written as Stripe's `refund`.
struct SandboxRefund: JSONWritable, Sendable {
    let id: String
    let paymentID: String
    let amount: Int64
    let currency: String
    let status: String
    let reference: RefundReference

    static let select: SQL = """
        SELECT r.id, r.payment_id, r.amount, p.currency, r.status, r.refund_id, r.generation,
            r.installation
        FROM refunds r JOIN payments p ON p.id = r.payment_id
        """

    init(row: borrowing Row) {
        var columns = row.columns
        id = columns.next()
        paymentID = columns.next()
        amount = columns.next()
        currency = columns.next()
        status = columns.next()
        let refundID: Int64 = columns.next()
        let generation: Int64 = columns.next()
        reference = RefundReference(
            installation: columns.next(), refundID: RefundID(refundID),
            generation: generation)
    }

    var gatewayRefund: GatewayRefund {
        GatewayRefund(
            id: id, paymentID: paymentID, amount: amount, status: RefundStatus(stripe: status),
            failure: status == "failed"
                ? "declined by the sandbox: the amount ends in 13 or 15" : nil,
            reference: reference)
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("object", "refund")
            json.member("amount", amount)
            json.member("currency", currency.lowercased())
            json.member("payment_intent", paymentID)
            json.member("status", status)
            json.member("metadata", GatewayMetadata(reference))
        }
    }
}

extension SandboxStore {
    /// Adds a refund once for each key. It fails if its amount ends in 13. It is pending for a while
    /// if the amount ends in 14, and fails until a retry if it ends in 15.
    func refund(_ order: RefundOrder) async throws -> SandboxRefund {
        try await database.write { tx in
            let key = order.reference.idempotencyKey
            if let earlier = try tx.refund(key: key) {
                guard earlier.amount == order.amount, earlier.paymentID == order.paymentID else {
                    throw GatewayError.keyReused
                }
                return earlier
            }
            try tx.checkRest(order)
            let ending = order.amount % 100
            let fails = ending == 13 || ending == 15 && order.reference.generation == 1
            let status = fails ? "failed" : ending == 14 ? "pending" : "succeeded"
            let settlesAt =
                ending == 14 ? tx.now.adding(seconds: Self.settlingSeconds).unixSeconds : nil
            try tx.execute(
                """
                INSERT INTO refunds (id, payment_id, idempotency_key, amount, refund_id, generation,
                    installation, status, settles_at, created_at)
                VALUES (\("re_test_\(randomToken(bytes: 18))"), \(order.paymentID), \(key),
                    \(order.amount), \("\(order.reference.refundID)"),
                    \("\(order.reference.generation)"), \(order.reference.installation),
                    \(status), \(settlesAt), \(tx.now.unixSeconds))
                """)
            guard let refund = try tx.refund(key: key) else { throw GatewayError.unreadable }
            try tx.report("refund.created", about: refund)
            return refund
        }
    }

    /// The refunds of a payment, oldest first.
    func refunds(of payment: String) throws -> [SandboxRefund] {
        try database.read { tx in
            try tx.all(
                """
                \(fragment: SandboxRefund.select) WHERE r.payment_id = \(payment)
                ORDER BY r.created_at, r.rowid
                """
            ) { SandboxRefund(row: $0) }
        }
    }
}

extension Transaction {
    fileprivate func refund(key: String) throws -> SandboxRefund? {
        try first(
            "\(fragment: SandboxRefund.select) WHERE r.idempotency_key = \(key)"
        ) { SandboxRefund(row: $0) }
    }

    /// Refuses a refund that exceeds the rest of its payment.
    fileprivate func checkRest(_ order: RefundOrder) throws {
        let rest = try first(
            """
            SELECT p.amount - coalesce((SELECT sum(r.amount) FROM refunds r
                WHERE r.payment_id = p.id AND r.status <> 'failed'), 0)
            FROM payments p WHERE p.id = \(order.paymentID)
            """
        ) { $0.int64(0) }
        guard let rest else {
            throw GatewayError.refused(code: "resource_missing", detail: "no such payment")
        }
        if rest == 0 { throw GatewayError.alreadyRefunded }
        guard order.amount <= rest else {
            throw GatewayError.refused(code: "amount_too_large", detail: "more than is left")
        }
    }
}
