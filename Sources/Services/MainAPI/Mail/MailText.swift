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
    /// The address that stops the guest's reminders and messages.
    let unsubscribeAddress: String

    private var booking: Booking { mail.booking }
    private var title: String { booking.event.title }

    var letter: Letter {
        Letter(
            subject: subject, name: mail.greetedName, paragraphs: paragraphs, facts: facts,
            link: link, footer: footer,
            lastLink: mail.occasion == .change
                ? nil : .init("Stop reminders and messages", to: unsubscribeAddress))
    }

    private var subject: String {
        switch mail.occasion {
        case .reminder: return "Reminder: \(title)"
        case .message(let subject, _): return subject
        case .change: break
        }
        return switch mail.change {
        case .confirmed: "Your booking: \(title)"
        case .cancelled: "Cancelled: \(title)"
        case .moved: "Moved: \(title)"
        case .eventChanged, .seatsGivenUp, .seatsChanged: "Changed: \(title)"
        case .seatFilled: "Your seat was taken: \(title)"
        case .refundProcessed: "Your refund: \(title)"
        case .refundFailed, .refundInitiated, .paymentReturned, .held, .expired, .paymentStarted,
            .paymentSucceeded, .paymentFailed, .disputeOpened, .disputeWon, .disputeLost:
            "About your payment: \(title)"
        }
    }

    /// A guest without an account has no page of the booking.
    private var link: Letter.Link {
        booking.userID == nil
            ? .init("Show the event", to: "\(address)/e/\(booking.event.id)")
            : .init("Show your booking", to: "\(address)/my/bookings/\(booking.id)")
    }

    private var footer: [String] {
        let question = "Do you have a question? Answer this e-mail; it goes to \(replyAddress)."
        guard mail.occasion != .change else { return [question] }
        return [
            question,
            "The link below stops both reminders and messages to all guests."
                + " E-mails about changes of your bookings still reach you.",
        ]
    }

    // MARK: - News

    private var paragraphs: [String] {
        if case .message(_, let text) = mail.occasion {
            return ["\(facilitator) writes to all guests of “\(title)”:", text]
        }
        return [
            news, reason, isCancelledSince ? "The booking has been cancelled since." : "", test,
        ].filter { !$0.isEmpty }
    }

    private var news: String {
        guard !mail.isReminder else { return "This is a reminder of your booking of “\(title)”." }
        return switch mail.change {
        case .confirmed:
            booking.source == .facilitator && mail.actor == .facilitator
                ? "\(facilitator) has booked “\(title)” for you."
                : "Your booking of “\(title)” is confirmed."
        case .cancelled: cancelled
        case .seatsGivenUp: seatsGivenUp
        case .seatFilled:
            "A seat of “\(title)” that you gave up is taken again." + wayBack
        case .moved: moved
        case .eventChanged:
            "The time or place of “\(title)” has changed."
                + (mail.booked.map { " You booked it for \($0.text)." } ?? "")
                + " Here are the current details."
                + (mail.quote?.refund.reason == .eventMoved
                    ? " Until it starts, you can cancel with a full refund." : "")
        case .refundProcessed:
            booking.isPaidOffline
                ? "\(refund ?? "Money") for “\(title)” was given back to you."
                : "Your refund\(ofRefund) for “\(title)” is on its way to your account."
        case .refundFailed:
            "Your refund\(ofRefund) for “\(title)” has failed."
                + " The center is looking into it. You do not have to do anything."
        case .refundInitiated:
            "Your payment for “\(title)” arrived after your seats were released."
                + " \(refund ?? "The payment") will be refunded."
        case .paymentReturned:
            (mail.refund == price
                ? "You have paid twice for “\(title)”."
                : "The amount that you paid for “\(title)” was wrong.")
                + " \(refund ?? "The payment") will be refunded."
        case .held, .seatsChanged, .expired, .paymentStarted, .paymentSucceeded, .paymentFailed,
            .disputeOpened, .disputeWon, .disputeLost:
            "Your booking of “\(title)” has changed."
        }
    }

    /// The facilitator's reason for the change.
    private var reason: String {
        if let reason = mail.reason { return GuestReason(stored: reason).sentence }
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
        let isWithEvent = booking.event.status == .cancelled
        let news =
            switch mail.actor {
            case .facilitator where isWithEvent:
                "“\(title)” has been cancelled by its facilitator, and your booking with it."
            case .facilitator: "\(facilitator) has cancelled your booking of “\(title)”."
            case .guest, .gateway, .system: "Your booking of “\(title)” is cancelled."
            }
        guard booking.amount > 0 else { return news }
        guard !isUnpaid else { return news + " You do not have to pay anything." }
        if refund == nil, mail.actor == .guest {
            return news + " Under its refund policy, no money goes back."
        }
        return news + wayBack
    }

    private var seatsGivenUp: String {
        let count = mail.seats.map(Self.seats) ?? "Some of the seats"
        let news =
            mail.actor == .facilitator
            ? "\(facilitator) has cancelled \(count) of your booking of “\(title)”."
            : "You have given up \(count) of “\(title)”."
        let left = booking.status.takesSeats ? " You still have \(Self.seats(booking.seats))." : ""
        return news + left + (isUnpaid ? "" : wayBack)
    }

    private var moved: String {
        let from = mail.origin.map { " of “\($0.title)” (\($0.place.text))" } ?? ""
        return "\(facilitator) has moved your booking\(from) to “\(title)”."
            + (refund == nil ? "" : wayBack)
    }

    /// A sentence about the refund of a change.
    private var wayBack: String {
        guard let refund else { return " No money goes back." }
        guard booking.isPaidOffline else {
            return " \(refund) goes back to the account that you paid from."
        }
        return mail.refundUnderWay.amount > 0
            ? " \(refund) will be given back to you at the center."
            : " \(refund) was given back to you."
    }

    /// Whether a letter about something else reaches a guest who has no seats any longer.
    private var isCancelledSince: Bool {
        let changes: [BookingChange.Kind] = [.confirmed, .eventChanged, .moved, .seatsGivenUp]
        return mail.occasion == .change && changes.contains(mail.change)
            && !booking.status.takesSeats
    }

    private var test: String {
        let isTest =
            booking.amount > 0 && booking.payment.provider == PaymentProvider.sandbox.rawValue
        return isTest ? "TEST: no money has moved." : ""
    }

    // MARK: - Facts

    private var facts: [Letter.Fact] {
        let number = Letter.Fact("Booking", "\(booking.id)")
        if case .message = mail.occasion { return place + [number] }
        return place + [Letter.Fact("Seats", "\(booking.seats)")] + sums + [number] + cancellation
            + attendeeInfo
    }

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
            isUnpaid ? nil : Letter.Fact("Paid", paid.text), toPay,
            refund.map { Letter.Fact(refundName, $0) }, stillToCome,
        ].compactMap { $0 }
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

    private var cancellation: [Letter.Fact] {
        guard let quote = mail.quote else { return [] }
        let back = Money(amount: quote.refund.amount, currency: quote.currency)
        let sum =
            back.amount > 0 ? "\(back.text) goes back if you cancel now." : "Nothing goes back."
        let effect =
            quote.refund.reason == .nothingPaid
            ? "You can cancel until it starts." : "\(sum) \(quote.refund.reason.detail)"
        let way = booking.userID == nil ? " To cancel, answer this e-mail." : ""
        return [Letter.Fact("If you cancel", effect + way)]
    }

    private var attendeeInfo: [Letter.Fact] {
        booking.attendeeInfo.map { [Letter.Fact("For your visit", $0)] } ?? []
    }

    private var refund: String? { mail.refund?.text }

    private var ofRefund: String { refund.map { " of \($0)" } ?? "" }

    private var facilitator: String { booking.event.facilitator.name }

    private static func seats(_ count: Int) -> String { count == 1 ? "1 seat" : "\(count) seats" }

    /// The price of all seats.
    private var price: Money { Money(amount: booking.amount, currency: booking.currency) }

    private var paid: Money {
        Money(amount: booking.payment.amountPaid, currency: booking.currency)
    }

    /// Whether nothing was paid; also for a free booking.
    private var isUnpaid: Bool { booking.payment.amountPaid == 0 }
}
