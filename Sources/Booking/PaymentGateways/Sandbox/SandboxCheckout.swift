import BookingDomain
import JSONCoding
import SQLite
import Timekeeping

/// A checkout of the sandbox.
package struct SandboxCheckout: Sendable {
    /// Stripe's states of a checkout.
    package enum State: String, Sendable {
        case open
        case complete
        case expired
    }

    /// `cs_test_` and 18 random bytes in Base64URL, a secret that opens the checkout's page.
    package let id: String
    package let order: SandboxOrder
    /// A paid checkout may be `expired`: only the payments say whether it is paid.
    package let state: State
    /// Whether the guest chose to pay after the checkout expires.
    package let paysLate: Bool

    static let columns: SQL = """
        id, amount, currency, description, booking_id, attempt, installation, success_url,
        cancel_url, state, pays_late
        """

    init(row: borrowing Row) {
        var columns = row.columns
        id = columns.next()
        let amount: Int64 = columns.next()
        let currency = Currency(stored: columns.next())
        let description: String = columns.next()
        let bookingID = BookingID(columns.next())
        let attempt: Int64 = columns.next()
        order = SandboxOrder(
            amount: amount, currency: currency, description: description,
            reference: CheckoutReference(
                installation: columns.next(), bookingID: bookingID, attempt: attempt),
            successURL: columns.next(), cancelURL: columns.next())
        state = State(rawValue: columns.next()) ?? .expired
        paysLate = columns.next()
    }
}

/// The `checkout.session` of Stripe that the sandbox reports.
struct SandboxSession: JSONWritable {
    let checkout: SandboxCheckout
    /// Nil while unpaid.
    let paymentID: String?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", checkout.id)
            json.member("object", "checkout.session")
            json.member("status", checkout.state.rawValue)
            json.member("payment_status", paymentID == nil ? "unpaid" : "paid")
            json.member("payment_intent", paymentID)
            json.member("amount_total", checkout.order.amount)
            json.member("currency", checkout.order.currency.code.lowercased())
            json.member("client_reference_id", "\(checkout.order.reference.bookingID)")
            json.member("livemode", false)
            json.member("metadata", GatewayMetadata(checkout.order.reference))
        }
    }
}
