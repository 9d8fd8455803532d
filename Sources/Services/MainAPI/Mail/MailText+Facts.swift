import BookingDomain
import BookingStore
import Mail

/// The lines below the news of an email about a booking.
extension MailText {
    var facts: [Letter.Fact] {
        let number = Letter.Fact("Booking", "\(booking.id)")
        if case .message = mail.occasion { return place + [number] }
        return place + [Letter.Fact("Seats", "\(booking.seats)")] + sums + receipts + [number]
            + cancellation + attendeeInfo
    }

    private var place: [Letter.Fact] { LetterParts.place(of: booking.event) }

    private var sums: [Letter.Fact] {
        [
            priceText.map { Letter.Fact("Price", $0) },
            isUnpaid ? nil : Letter.Fact("Paid", paid.text), toPay,
            refund.map { Letter.Fact(refundName, $0) }, stillToCome, ifTakenAgain, stillOpen,
        ].compactMap { $0 }
    }

    /// A guest without an account has no page of the receipts.
    private var receipts: [Letter.Fact] {
        mail.receipts.map { receipt in
            let number = receipt.number.text
            let page = "\(address)/my/bookings/\(booking.id)/receipt#\(number)"
            return Letter.Fact(
                receipt.kind == .receipt ? "Receipt" : "Credit note",
                booking.userID == nil ? number : "\(number), \(page)")
        }
    }

    /// A price beside a cancelled booking that was not paid would read as owed.
    private var priceText: String? {
        guard booking.status.takesSeats || paid.amount > 0 else { return nil }
        return booking.amount == 0 ? "Free" : price.text
    }

    /// What the guest has yet to pay in person.
    private var toPay: Letter.Fact? {
        let left = booking.outstanding
        guard booking.status == .confirmed, booking.isPaidOffline, left > 0 else { return nil }
        return Letter.Fact(
            "To pay at the center", Money(amount: left, currency: booking.currency).text)
    }

    private var refundName: String {
        switch mail.change {
        case .refundProcessed: "Refunded now"
        case .refundFailed: "Failed refund"
        default: "Refund"
        }
    }

    /// The refunds that the gateway has not made yet, beside the one that the letter reports.
    private var stillToCome: Letter.Fact? {
        guard [.refundProcessed, .refundFailed].contains(mail.change),
            mail.refundUnderWay.amount > 0
        else { return nil }
        return Letter.Fact("Still to come", mail.refundUnderWay.text)
    }

    /// What goes back when seats that the change cancelled are taken again.
    private var ifTakenAgain: Letter.Fact? {
        mail.contingent.map {
            Letter.Fact("If taken again", mail.refund == nil ? $0.text : "\($0.text) more")
        }
    }

    /// What goes back when seats that were cancelled before are taken again.
    private var stillOpen: Letter.Fact? {
        let changes: [BookingChange.Kind] = [.seatFilled, .refundProcessed, .refundFailed]
        let open = booking.contingentRefund?.open ?? 0
        guard mail.occasion == .change, changes.contains(mail.change), open > 0 else { return nil }
        let sum = Money(amount: open, currency: booking.currency)
        let seats =
            mail.change == .seatFilled ? "other seats that you gave up" : "seats that you gave up"
        return Letter.Fact("Still open", "\(sum.text), if \(seats) are taken again")
    }

    private var cancellation: [Letter.Fact] {
        guard let quote = mail.quote else { return [] }
        let sum = Self.sum(of: quote)
        let effect =
            quote.refund.reason == .nothingPaid
            ? "You can cancel until it starts." : "\(sum) \(quote.refund.reason.detail)"
        let way = booking.userID == nil ? " To cancel, answer this email." : ""
        return [Letter.Fact("If you cancel", effect + way)]
    }

    /// Both sums that go back if the guest cancels now.
    private static func sum(of quote: CancellationQuote) -> String {
        let now = Money(amount: quote.refund.amount, currency: quote.currency)
        let later = Money(amount: quote.contingent, currency: quote.currency)
        let places = quote.seats == 1 ? "your place is" : "your places are"
        return switch (now.amount > 0, later.amount > 0) {
        case (true, false): "\(now.text) goes back if you cancel now."
        case (false, false): "Nothing goes back."
        case (true, true):
            "\(now.text) goes back if you cancel now, and \(later.text) more if \(places)"
                + " taken again."
        case (false, true): "\(later.text) goes back if \(places) taken again, nothing before."
        }
    }

    private var attendeeInfo: [Letter.Fact] {
        booking.attendeeInfo.map { [Letter.Fact("For your visit", $0)] } ?? []
    }
}
