import BookingDomain
import JSONCoding
import TextEncoding

/// References in the form of a gateway's metadata, whose values are all text.
enum GatewayMetadata {
    static func pairs(of reference: CheckoutReference) -> [(name: String, value: String)] {
        [
            ("booking_id", "\(reference.bookingID)"), ("attempt", "\(reference.attempt)"),
            ("installation", reference.installation),
        ]
    }

    static func pairs(of reference: RefundReference) -> [(name: String, value: String)] {
        [
            ("refund_id", "\(reference.refundID)"), ("generation", "\(reference.generation)"),
            ("installation", reference.installation),
        ]
    }

    /// The reference in the metadata; nil if it has none of this program.
    static func checkout(_ metadata: JSONValue?) -> CheckoutReference? {
        guard let installation = metadata?["installation"]?.string,
            let booking = number(metadata?["booking_id"]),
            let attempt = number(metadata?["attempt"])
        else { return nil }
        return CheckoutReference(
            installation: installation, bookingID: BookingID(booking), attempt: attempt)
    }

    /// The reference in the metadata; nil if it has none of this program.
    static func refund(_ metadata: JSONValue?) -> RefundReference? {
        guard let installation = metadata?["installation"]?.string,
            let refund = number(metadata?["refund_id"]),
            let generation = number(metadata?["generation"])
        else { return nil }
        return RefundReference(
            installation: installation, refundID: RefundID(refund), generation: generation)
    }

    private static func number(_ value: JSONValue?) -> Int64? {
        value?.string.flatMap { Int64(digits: $0.utf8) }
    }
}
