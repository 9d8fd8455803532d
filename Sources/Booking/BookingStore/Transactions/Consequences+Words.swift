import BookingDomain

/// Parts of the in-app messages.
extension Consequences {
    /// The sum of a line, which has none where no money goes back.
    static func amount(of refund: Money) -> Int64? {
        refund.amount > 0 ? refund.amount : nil
    }

    /// The facilitator's reason as a part of a message.
    static func words(_ reason: String?) -> String {
        reason.map { " \(GuestReason(stored: $0).sentence)" } ?? ""
    }

    static func cancelled(
        _ seats: BookingStep.CancelledSeats, of title: String, by actor: BookingChange.Actor
    ) -> String {
        let offer = "the offer of \(Seats.text(seats.count)) of “\(title)”"
        guard actor == .guest else {
            let staff = actor == .owner ? "The center" : "The facilitator"
            return seats.isOffer
                ? "\(staff) has withdrawn \(offer)"
                : "\(staff) has cancelled your booking of “\(title)”"
        }
        return seats.isOffer
            ? "You have declined \(offer)" : "You have cancelled your booking of “\(title)”"
    }

    /// Sentences about what goes back for cancelled seats, now and when they are taken again.
    static func refund(
        of seats: BookingStep.CancelledSeats, inPerson: Bool, isHandedBack: Bool
    ) -> String {
        let isNow = seats.refund.amount > 0
        guard seats.contingent.amount > 0 else {
            return refund(
                seats.refund, of: seats.paid, inPerson: inPerson, isHandedBack: isHandedBack)
        }
        let now =
            isNow
            ? refund(seats.refund, of: seats.paid, inPerson: inPerson, isHandedBack: isHandedBack)
            : " No money goes back now."
        return now + " "
            + ContingentRefund.sentence(seats.contingent, seats: seats.count, isMore: isNow)
    }

    /// A sentence about the refund of cancelled seats, which free ones do not have.
    static func refund(
        _ refund: Money, of paid: Money, inPerson: Bool, isHandedBack: Bool
    ) -> String {
        guard paid.amount > 0 else { return "" }
        guard refund.amount > 0 else { return " No money goes back." }
        guard inPerson else { return " \(refund.text) will be refunded." }
        return isHandedBack
            ? " \(refund.text) was given back to you."
            : " \(refund.text) will be given back to you at the center."
    }
}
