import BookingDomain
import JSONCoding
import TextEncoding

/// The reference to a row, as texts by name that a gateway returns with an object.
struct GatewayMetadata: JSONWritable {
    let pairs: [(name: String, value: String)]

    init(_ reference: CheckoutReference) {
        pairs = [
            ("booking_id", "\(reference.bookingID)"), ("attempt", "\(reference.attempt)"),
            ("installation", reference.installation),
        ]
    }

    init(_ reference: RefundReference) {
        pairs = [
            ("refund_id", "\(reference.refundID)"), ("generation", "\(reference.generation)"),
            ("installation", reference.installation),
        ]
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            for (name, value) in pairs { json.member(named: name, value) }
        }
    }
}

extension CheckoutReference {
    /// Nil if the metadata is not of this program.
    init?(metadata value: (_ name: String) -> String?) {
        guard let installation = value("installation"), let booking = number(value("booking_id")),
            let attempt = number(value("attempt"))
        else { return nil }
        self.init(installation: installation, bookingID: BookingID(booking), attempt: attempt)
    }

    init?(metadata: JSONValue?) { self.init { metadata?[$0]?.string } }
}

extension RefundReference {
    /// Nil if the metadata is not of this program.
    init?(metadata: JSONValue?) {
        guard let installation = metadata?["installation"]?.string,
            let refund = number(metadata?["refund_id"]?.string),
            let generation = number(metadata?["generation"]?.string)
        else { return nil }
        self.init(installation: installation, refundID: RefundID(refund), generation: generation)
    }
}

private func number(_ text: String?) -> Int64? { text.flatMap { Int64(digits: $0.utf8) } }
