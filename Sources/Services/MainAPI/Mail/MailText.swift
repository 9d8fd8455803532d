import BookingDomain
import BookingStore
import Mail
import TextEncoding

/// The words of an e-mail about a booking.
struct MailText {
    let mail: DueMail
    /// The base URL of the web pages.
    let address: String
    /// The address that gets the guest's answer.
    let replyAddress: String
    /// The address that stops the guest's reminders.
    let unsubscribeAddress: String

    private var booking: Booking { mail.booking }
    private var title: String { booking.event.title }

    var letter: Letter {
        Letter(
            subject: subject, name: mail.greetedName, paragraphs: paragraphs,
            facts: place + [Letter.Fact("Seats", "\(booking.seats)")] + sums
                + [Letter.Fact("Booking", "\(booking.id)")] + cancellation + attendeeInfo,
            link: .init("Show your booking", to: "\(address)/my/bookings/\(booking.id)"),
            footer: ["Do you have a question? Answer this e-mail; it goes to \(replyAddress)."],
            lastLink: mail.isReminder ? .init("Stop reminders", to: unsubscribeAddress) : nil)
    }

    private var subject: String {
        guard !mail.isReminder else { return "Reminder: \(title)" }
        return switch mail.change {
        case .confirmed: "Your booking: \(title)"
        case .cancelled: "Cancelled: \(title)"
        case .eventChanged: "Changed: \(title)"
        case .refundProcessed: "Your refund: \(title)"
        case .seatsGivenUp, .seatsChanged, .moved: "Changed: \(title)"
        case .refundFailed, .refundInitiated, .paymentReturned, .held, .expired, .paymentStarted,
            .paymentSucceeded, .paymentFailed, .disputeOpened, .disputeWon, .disputeLost:
            "About your payment: \(title)"
        }
    }

    // MARK: - News

    private var paragraphs: [String] {
        [news, reason, isCancelledSince ? "The booking has been cancelled since." : "", test]
            .filter { !$0.isEmpty }
    }

    private var news: String {
        guard !mail.isReminder else { return "This is a reminder of your booking of “\(title)”." }
        return switch mail.change {
        case .confirmed: "Your booking of “\(title)” is confirmed."
        case .cancelled: cancelled
        case .eventChanged:
            "The time or place of “\(title)” has changed."
                + (mail.booked.map { " You booked it for \($0.text)." } ?? "")
                + " Here are the current details."
                + (mail.quote?.refund.reason == .eventMoved
                    ? " Until it starts, you can cancel with a full refund." : "")
        case .refundProcessed:
            "Your refund\(refund.map { " of \($0)" } ?? "") for “\(title)” is on its way to your account."
        case .refundFailed:
            "Your refund\(refund.map { " of \($0)" } ?? "") for “\(title)” has failed."
                + " The center is looking into it. You do not have to do anything."
        case .refundInitiated:
            "Your payment for “\(title)” arrived after your seats were released."
                + " \(refund ?? "The payment") will be refunded."
        case .paymentReturned:
            (mail.refund == price
                ? "You have paid twice for “\(title)”."
                : "The amount that you paid for “\(title)” was wrong.")
                + " \(refund ?? "The payment") will be refunded."
        case .seatsGivenUp: "Some of the seats of your booking of “\(title)” are cancelled."
        case .moved: "Your booking was moved to “\(title)”."
        case .held, .seatsChanged, .expired, .paymentStarted, .paymentSucceeded, .paymentFailed,
            .disputeOpened,
            .disputeWon, .disputeLost:
            "Your booking of “\(title)” has changed."
        }
    }

    /// The facilitator's reason for the change.
    private var reason: String {
        guard !mail.isReminder, mail.actor == .facilitator else { return "" }
        let event = booking.event.details
        let reason =
            switch mail.change {
            case .cancelled where event.status == .cancelled: event.cancellationReason
            case .eventChanged: event.changeReason
            default: GuestReason?.none
            }
        return reason?.sentence ?? ""
    }

    private var cancelled: String {
        let news =
            mail.actor == .facilitator
            ? "“\(title)” has been cancelled by its facilitator, and your booking with it."
            : "Your booking of “\(title)” is cancelled."
        guard booking.amount > 0 else { return news }
        guard !isUnpaid else { return news + " You do not have to pay anything." }
        return news
            + (refund.map { " \($0) goes back to the account that you paid from." }
                ?? " Under its refund policy, no money goes back.")
    }

    /// Whether a letter about something else reaches a guest who has no seats any longer.
    private var isCancelledSince: Bool {
        [.confirmed, .eventChanged].contains(mail.change) && !booking.status.takesSeats
    }

    private var test: String {
        let isTest =
            booking.amount > 0 && booking.payment.provider == PaymentProvider.sandbox.rawValue
        return isTest ? "TEST: no money has moved." : ""
    }

    // MARK: - Facts

    private var place: [Letter.Fact] {
        let event = booking.event
        return [
            Letter.Fact("Event", title),
            Letter.Fact("When", EventFormatter(event: event).timeAndZone),
            Letter.Fact("Where", event.location), Letter.Fact("With", event.facilitator.name),
        ].filter { !$0.value.isEmpty }
    }

    private var sums: [Letter.Fact] {
        [
            priceText.map { Letter.Fact("Price", $0) },
            isUnpaid ? nil : Letter.Fact("Paid", paid.text),
            refund.map { Letter.Fact(refundName, $0) }, stillToCome,
        ].compactMap { $0 }
    }

    /// A price beside a cancelled booking that was not paid would read as owed.
    private var priceText: String? {
        guard booking.status.takesSeats || paid.amount > 0 else { return nil }
        return booking.amount == 0 ? "Free" : price.text
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

    private var cancellation: [Letter.Fact] {
        guard let quote = mail.quote else { return [] }
        let back = Money(amount: quote.refund.amount, currency: quote.currency)
        let sum =
            back.amount > 0 ? "\(back.text) goes back if you cancel now." : "Nothing goes back."
        let isFree = quote.refund.reason == .nothingPaid
        return [
            Letter.Fact(
                "If you cancel",
                isFree ? "You can cancel until it starts." : "\(sum) \(quote.refund.reason.detail)")
        ]
    }

    private var attendeeInfo: [Letter.Fact] {
        booking.attendeeInfo.map { [Letter.Fact("For your visit", $0)] } ?? []
    }

    private var refund: String? { mail.refund?.text }

    /// The price of all seats.
    private var price: Money { Money(amount: booking.amount, currency: booking.currency) }

    private var paid: Money {
        Money(amount: booking.payment.amountPaid, currency: booking.currency)
    }

    /// Whether nothing was paid; also for a free booking.
    private var isUnpaid: Bool { booking.payment.amountPaid == 0 }
}
