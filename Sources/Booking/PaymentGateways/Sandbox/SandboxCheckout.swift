import BookingDomain
import JSONCoding
import SQLite
import Timekeeping

/// A checkout in the sandbox's books.
package struct SandboxCheckout: Sendable {
    /// How it stands, in Stripe's words.
    package enum State: String, Sendable {
        case open
        case complete
        case expired
    }

    /// `cs_test_` and 18 random octets in Base64URL, which nobody guesses: it opens the page.
    package let id: String
    /// Minor units of `currency`.
    package let amount: Int64
    /// The currency that the guest is asked for.
    package let currency: Currency
    /// What the guest reads beside the amount.
    package let description: String
    /// Where the guest is led after paying, the checkout's id put in.
    package let successAddress: String
    /// Where the guest is led who does not pay.
    package let cancelAddress: String
    /// How it stands; whether money came is told by the payments, not by this.
    package let state: State
    /// Whether the guest has chosen to pay when it is too late.
    package let paysLate: Bool
    let reference: CheckoutReference

    static let columns: SQL = """
        id, amount, currency, description, success_url, cancel_url, state, pays_late,
        booking_id, attempt, installation
        """

    init(row: borrowing Row) {
        id = row.string(0)
        amount = row.int64(1)
        currency = Currency(stored: row.string(2))
        description = row.string(3)
        successAddress = row.string(4)
        cancelAddress = row.string(5)
        state = State(rawValue: row.string(6)) ?? .expired
        paysLate = row.bool(7)
        reference = CheckoutReference(
            installation: row.string(10), bookingID: BookingID(row.int64(8)),
            attempt: row.int64(9))
    }

    /// Whether the call that opened it asked for the same.
    func isAsked(by form: SandboxForm) -> Bool {
        amount == form.amount && currency.code == form.currency && description == form.description
            && "\(reference.bookingID)" == form.bookingID && "\(reference.attempt)" == form.attempt
            && reference.installation == form.installation
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
            json.member("amount_total", checkout.amount)
            json.member("currency", checkout.currency.code.lowercased())
            json.member("client_reference_id", "\(checkout.reference.bookingID)")
            json.member("livemode", false)
            json.memberObject("metadata") { json in
                for (name, value) in GatewayMetadata.pairs(of: checkout.reference) {
                    json.member(named: name, value)
                }
            }
        }
    }
}
