import BookingDomain
import Timekeeping

/// The page to which a payment gateway sends a guest back.
struct ReturnPage {
    let booking: Booking
    /// False if the guest left the checkout without paying.
    let hasPaid: Bool
    /// The gateway's page, if the guest can still pay there.
    let paymentAddress: String?
    let now: Timestamp
    let site: Site

    var page: PageLayout.Page {
        var page = CheckoutPage(title: status.heading, Ticket(booking: booking, now: now))
        if booking.payment.provider == PaymentProvider.sandbox.rawValue {
            page.tag("Test: no money moves", .warn)
        }
        page.heading(status.heading)
        page.paragraph(status.sentence)
        let mayPay = booking.status == .held && !hasPaid
        if mayPay, let paymentAddress {
            let sum = Money(amount: booking.amount, currency: booking.currency)
            page.link("Pay \(sum.text)", to: paymentAddress)
        }
        page.link(
            "To my booking", to: "\(site.root)/my/bookings/\(booking.id)",
            isMain: !mayPay || paymentAddress == nil)
        // The script opens the booking of a logged-in guest when it is confirmed.
        if booking.status == .held { page.script = "pages/checkout.js" }
        return page.page
    }

    private var status: (heading: String, sentence: String) {
        switch (booking.status, booking.payment.status) {
        case (.confirmed, _):
            ("You are going", "Your payment has arrived, and your booking is confirmed.")
        case (.held, _) where !hasPaid:
            (
                "Not paid yet",
                "Your seats are held for you until the time below is over. Pay to keep them."
            )
        case (.held, _):
            (
                "Nearly there",
                "Your payment is being confirmed. This takes a moment. Your booking is under"
                    + " “My bookings”, and we will send you a message."
            )
        case (.expired, .success), (.cancelled, .success), (.refunded, _):
            (
                "Your payment will be refunded",
                "Your payment arrived after your seats were released. We are refunding it in full."
            )
        case (.expired, _):
            ("Your time to pay is over", "Your seats have been released.")
        case (.cancelled, _): ("Cancelled", "Your booking is cancelled.")
        }
    }
}
