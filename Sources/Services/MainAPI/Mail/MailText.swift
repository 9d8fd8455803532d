import BookingDomain
import BookingStore

/// What an e-mail says of a change.
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
            .paymentSucceeded, .paymentFailed:
            "About your payment: \(title)"
        }
    }

    /// The paragraphs, the first of which says it all.
    var paragraphs: [String] {
        ["Hello \(mail.guestName),", news, when, place, seats].filter { !$0.isEmpty }
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
        case .confirmed: "your booking of “\(title)” is confirmed."
        case .cancelled: "your booking of “\(title)” is cancelled." + refund
        case .eventChanged:
            "the time or place of “\(title)” has changed; this is how it stands now."
        case .refundProcessed: "your money for “\(title)” is on its way to your account."
        case .refundFailed:
            "your refund for “\(title)” has not gone through. The centre is looking after it."
        case .refundInitiated:
            "your payment for “\(title)” came when the seats were no longer yours."
                + " It goes back to you in full."
        case .paymentReturned:
            "a payment of yours for “\(title)” was one too many, or not what was asked for."
                + " It goes back to you in full."
        case .held, .expired, .paymentStarted, .paymentSucceeded, .paymentFailed:
            "something has changed about your booking of “\(title)”."
        }
    }

    private var refund: String {
        booking.refund.status == nil ? "" : " What you are owed goes back to where you paid from."
    }

    /// The event's own clock, whoever reads it wherever.
    private var when: String {
        let formatter = EventFormatter(event: booking.event)
        return "\(formatter.days), \(formatter.hours)"
            + " (\(formatter.zone); \(booking.event.timeZone))"
    }

    private var place: String { booking.event.location }

    private var seats: String {
        let count = booking.seats == 1 ? "1 seat" : "\(booking.seats) seats"
        guard booking.amount > 0 else { return count }
        let isTest = booking.payment.provider == PaymentProvider.sandbox.rawValue
        return "\(count), \(Money(amount: booking.amount, currency: booking.currency).text)"
            + (isTest ? " (TEST: no money has moved)" : "")
    }
}
