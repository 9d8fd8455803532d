import BookingDomain
import JSONCoding

/// The contents of the calls to Razorpay that change something.
enum RazorpayContents {
    /// `POST /orders`: captured automatically when authorised within twelve minutes.
    static func order(_ order: CheckoutOrder, amount: Int64) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("amount", amount)
            json.member("currency", order.currency.code)
            json.member("receipt", order.reference.idempotencyKey)
            json.member("unique_receipt", true)
            json.member("notes", Notes(pairs: GatewayMetadata.pairs(of: order.reference)))
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
            json.member("notes", Notes(pairs: GatewayMetadata.pairs(of: order.reference)))
            json.member("receipt", order.reference.idempotencyKey)
        }
        return json.bytes
    }

    private struct Notes: JSONWritable {
        let pairs: [(name: String, value: String)]

        func write(to json: inout JSONWriter) {
            json.object { json in
                for (name, value) in pairs { json.member(named: name, value) }
            }
        }
    }
}
