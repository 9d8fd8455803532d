import BookingDomain
import JSONCoding

extension Receipt: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("number", number.text)
            json.member("kind", kind.rawValue)
            json.member("refers_to", refersTo?.text)
            json.member("issued_at", issuedAt)
            json.member("time_zone", timeZone)
            json.member("amount", amount)
            json.member("currency", currency.code)
            json.member("method", method)
            json.memberObject("seller") { json in
                json.member("name", seller.name)
                json.member("address", seller.address)
                json.member("contact", seller.contact)
            }
            json.member("buyer", buyer)
            json.memberArray("lines") { json in
                json.object { line.writeMembers(to: &$0, amount: amount) }
            }
        }
    }
}

extension Receipt.Line {
    fileprivate func writeMembers(to json: inout JSONWriter, amount: Int64) {
        json.member("description", description)
        json.member("event_id", event.rawValue)
        json.member("starts_at", startsAt)
        json.member("time_zone", timeZone)
        json.member("seats", seats)
        json.member("amount", amount)
    }
}

/// The receipts of a booking, which are few and have no pages.
struct ReceiptList: JSONWritable {
    let receipts: [Receipt]

    func write(to json: inout JSONWriter) {
        json.object { $0.member("data", receipts) }
    }
}
