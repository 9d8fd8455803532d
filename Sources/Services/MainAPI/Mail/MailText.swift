import BookingDomain
import BookingStore
import TextEncoding

/// The subject and text of an e-mail about a booking.
struct MailText {
    let mail: DueMail

    private var booking: Booking { mail.booking }
    private var title: String { booking.event.title }

    var subject: String {
        switch mail.change {
        case .confirmed: "Your booking: \(title)"
        case .cancelled: "Cancelled: \(title)"
        case .eventChanged: "Changed: \(title)"
        case .refundProcessed: "Your refund: \(title)"
        case .refundFailed, .refundInitiated, .paymentReturned, .held, .expired, .paymentStarted,
            .paymentSucceeded, .paymentFailed, .disputeOpened, .disputeWon, .disputeLost:
            "About your payment: \(title)"
        }
    }

    private var paragraphs: [String] {
        [
            "Hello\(mail.greetedName.map { " \($0)" } ?? ""),", news, time, booking.event.location,
            seats,
        ]
        .filter { !$0.isEmpty }
    }

    var text: String { paragraphs.joined(separator: "\n\n") + "\n" }

    var html: HTML {
        let paragraphs = paragraphs.map { paragraph -> HTML in "<p>\(paragraph)</p>\n" }
        return """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>\(subject)</title></head><body>
            \(paragraphs)</body></html>

            """
    }

    private var news: String {
        switch mail.change {
        case .confirmed: "Your booking of “\(title)” is confirmed."
        case .cancelled:
            (mail.actor == .facilitator
                ? "“\(title)” has been cancelled by its facilitator, and your booking with it."
                : "Your booking of “\(title)” is cancelled.")
                + (refund.map { " \($0) goes back to the account that you paid from." } ?? "")
                + (isUnpaid ? " You do not have to pay anything." : "")
        case .eventChanged:
            "The time or place of “\(title)” has changed."
                + (mail.booked.map { " You booked it for \($0.text)." } ?? "")
                + " Here are the current details."
                + (booking.isEventMoved && booking.status == .confirmed
                    && booking.payment.amountPaid > 0
                    ? " Until it starts, you can cancel with a full refund." : "")
        case .refundProcessed:
            "Your refund\(refund.map { " of \($0)" } ?? "") for “\(title)” is on its way to your account."
        case .refundFailed:
            "Your refund\(refund.map { " of \($0)" } ?? "") for “\(title)” has failed."
                + " We are looking into it."
        case .refundInitiated:
            "Your payment for “\(title)” arrived after your seats were released."
                + " \(refund ?? "The payment") will be refunded."
        case .paymentReturned:
            (mail.refund == price
                ? "You have paid twice for “\(title)”."
                : "The amount that you paid for “\(title)” was wrong.")
                + " \(refund ?? "The payment") will be refunded."
        case .held, .expired, .paymentStarted, .paymentSucceeded, .paymentFailed, .disputeOpened,
            .disputeWon, .disputeLost:
            "Your booking of “\(title)” has changed."
        }
    }

    private var refund: String? { mail.refund?.text }

    /// The price of all seats.
    private var price: Money { Money(amount: booking.amount, currency: booking.currency) }

    /// Whether a priced booking was never paid.
    private var isUnpaid: Bool { booking.amount > 0 && booking.payment.amountPaid == 0 }

    /// In the event's time zone, which is named because the guest's may differ.
    private var time: String {
        let formatter = EventFormatter(event: booking.event)
        return "\(formatter.days), \(formatter.hours)"
            + " (\(formatter.zoneNameAndOffset); \(booking.event.timeZone))"
    }

    private var seats: String {
        let count = booking.seats == 1 ? "1 seat" : "\(booking.seats) seats"
        guard booking.amount > 0 else { return count }
        let isTest = booking.payment.provider == PaymentProvider.sandbox.rawValue
        // A sum beside a cancelled booking would read as owed.
        let isPriced = booking.refund.status == nil && !(mail.change == .cancelled && isUnpaid)
        return count + (isPriced ? ", \(price.text)" : "")
            + (isTest ? " (TEST: no money has moved)" : "")
    }
}
