import BookingDomain
import JSONCoding

enum RazorpayRequests {
    /// `POST /orders`: captured automatically when authorized within twelve minutes.
    ///
    /// - Throws: `UnpayableOrder` for an amount that Razorpay does not support.
    ///   Docs: razorpay.com/docs/payments/international-payments
    static func order(_ order: CheckoutOrder) throws(UnpayableOrder) -> [UInt8] {
        let code = order.currency.code
        guard order.amount.isMultiple(of: order.currency.payableUnit) else {
            throw UnpayableOrder(detail: "Razorpay does not support this fraction of \(code).")
        }
        guard order.amount >= (code == "INR" ? 100 : 1) else {
            let money = Money(amount: order.amount, currency: order.currency)
            throw UnpayableOrder(detail: "\(money.text) is below the minimum of a payment.")
        }
        var json = JSONWriter()
        json.object { json in
            json.member("amount", order.amount)
            json.member("currency", code)
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
