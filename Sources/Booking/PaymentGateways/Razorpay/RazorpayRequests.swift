import BookingDomain
import JSONCoding

enum RazorpayRequests {
    /// Docs: razorpay.com/docs/payments/international-payments
    static func checkPayable(_ amount: Int64, _ currency: Currency) throws(UnpayableOrder) {
        guard amount.isMultiple(of: currency.payableUnit) else {
            throw UnpayableOrder(
                detail: "Razorpay does not support this fraction of \(currency.code).")
        }
        let minimum: Int64 = currency.code == "INR" ? 100 : 1
        guard amount >= minimum else {
            throw UnpayableOrder(
                Money(amount: amount, currency: currency), mustBe: "at least", minimum)
        }
    }

    /// `POST /orders`: captured automatically when authorized within twelve minutes.
    static func order(_ order: CheckoutOrder) throws(UnpayableOrder) -> [UInt8] {
        try checkPayable(order.amount, order.currency)
        var json = JSONWriter()
        json.object { json in
            json.member("amount", order.amount)
            json.member("currency", order.currency.code)
            json.member("receipt", order.reference.idempotencyKey)
            json.member("unique_receipt", true)
            json.member("notes", GatewayMetadata(order.reference))
            json.memberObject("payment") { json in
                json.member("capture", "automatic")
                json.memberObject("capture_options") { json in
                    json.member("automatic_expiry_period", 12)
                    json.member("manual_expiry_period", 7_200)
                    json.member("refund_speed", "normal")
                }
            }
        }
        return json.bytes
    }

    /// `POST /payments/{id}/refund`.
    static func refund(_ order: RefundOrder) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("amount", order.amount)
            json.member("speed", "normal")
            json.member("notes", GatewayMetadata(order.reference))
            json.member("receipt", order.reference.idempotencyKey)
        }
        return json.bytes
    }
}
