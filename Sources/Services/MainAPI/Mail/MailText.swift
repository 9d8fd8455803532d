import BookingDomain
import BookingStore
import Mail
import TextEncoding

/// The words of an email about a booking.
struct MailText {
    let mail: DueMail
    /// The base URL of the web pages.
    let address: String
    /// The address that gets the guest's answer.
    let replyAddress: String
    /// The address that stops the guest's reminders and messages.
    let unsubscribeAddress: String

    var booking: Booking { mail.booking }
    var title: String { booking.event.title }

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
        case .cancelled where booking.isUnacceptedOffer && mail.actor == .guest:
            "Declined: \(title)"
        case .cancelled: "Cancelled: \(title)"
        case .moved: "Moved: \(title)"
        case .eventChanged, .seatsGivenUp, .seatsChanged: "Changed: \(title)"
        case .seatFilled: "Your seat is taken again: \(title)"
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
        let question = LetterParts.question(to: replyAddress)
        guard mail.occasion != .change else { return [question] }
        return [
            question,
            "The link below stops both reminders and messages to all guests."
                + " Emails about changes of your bookings still reach you.",
        ]
    }

    // MARK: - News

    var paragraphs: [String] {
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
            booking.source == .facilitator && mail.actor.isStaff
                ? "“\(title)” was booked for you."
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
        guard !mail.isReminder, mail.actor.isStaff else { return "" }
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
            switch (isByStaff: mail.actor.isStaff, isOffer: booking.isUnacceptedOffer) {
            case (true, let isOffer) where booking.event.status == .cancelled:
                "“\(title)” has been cancelled, and your "
                    + (isOffer ? "offer" : "booking") + " with it."
            case (true, true): "\(staff) has withdrawn \(offer)."
            case (true, false): "\(staff) has cancelled your booking of “\(title)”."
            case (false, true) where mail.actor == .guest: "You have declined \(offer)."
            case (false, _): "Your booking of “\(title)” is cancelled."
            }
        guard booking.amount > 0 else { return news }
        guard !isUnpaid else { return news + " You do not have to pay anything." }
        if refund == nil, mail.actor == .guest {
            let now = mail.contingent == nil ? "" : " now"
            return news + " Under its refund policy, no money goes back\(now)." + contingent
        }
        return news + wayBack
    }

    private var offer: String { "the offer of \(Seats.text(booking.seats)) of “\(title)”" }

    /// The name of the facilitator, or the center, for a change that the owner made.
    private var staff: String { mail.actor == .owner ? "The center" : facilitator }

    private var seatsGivenUp: String {
        let count = mail.seats.map(Seats.text) ?? "Some of the seats"
        let news =
            mail.actor.isStaff
            ? "\(staff) has cancelled \(count) of your booking of “\(title)”."
            : "You have given up \(count) of “\(title)”."
        let left = booking.status.takesSeats ? " You still have \(Seats.text(booking.seats))." : ""
        return news + left + (isUnpaid ? "" : wayBack)
    }

    private var moved: String {
        let from = mail.origin.map { " of “\($0.title)” (\($0.place.text))" } ?? ""
        return "\(staff) has moved your booking\(from) to “\(title)”."
            + (refund == nil ? "" : wayBack)
    }

    /// Sentences about the refund of a change, and about what may follow.
    private var wayBack: String {
        guard let refund else {
            return (mail.contingent == nil ? " No money goes back." : " No money goes back now.")
                + contingent
        }
        guard booking.isPaidOffline else {
            return " \(refund) goes back to the account that you paid from." + contingent
        }
        return
            (mail.refundUnderWay.amount > 0
            ? " \(refund) will be given back to you at the center."
            : " \(refund) was given back to you.") + contingent
    }

    /// A sentence about what goes back when the cancelled seats are taken again.
    private var contingent: String {
        guard let sum = mail.contingent else { return "" }
        return " "
            + ContingentRefund.sentence(
                sum, seats: mail.seats ?? booking.seats, isMore: mail.refund != nil)
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

    var refund: String? { mail.refund?.text }

    private var ofRefund: String { refund.map { " of \($0)" } ?? "" }

    var facilitator: String { booking.event.facilitator.name }

    /// The price of all seats.
    var price: Money { Money(amount: booking.amount, currency: booking.currency) }

    var paid: Money {
        Money(amount: booking.payment.amountPaid, currency: booking.currency)
    }

    /// Whether nothing was paid; also for a free booking.
    var isUnpaid: Bool { booking.payment.amountPaid == 0 }
}
