import BookingDomain

/// The page to which a payment gateway sends a guest back.
struct ReturnPage {
    let booking: Booking
    /// False if the guest left the checkout without paying.
    let hasPaid: Bool
    let assets: Assets

    var page: PageLayout.Page {
        let formatter = EventFormatter(event: booking.event)
        var page = CheckoutPage(title: status.heading)
        page.cover("\(assets.base)/\(formatter.skyImage)")
        if booking.payment.provider == PaymentProvider.sandbox.rawValue {
            page.tag("Test: no money moves", .warn)
        }
        page.heading(status.heading)
        page.paragraph(status.sentence)
        page.event(formatter)
        page.link("To my booking", to: "/my/bookings/\(booking.id)")
        // The script opens the booking of a logged-in guest when it is confirmed.
        if booking.status == .held, hasPaid { page.script = "pages/returned.js" }
        return page.page
    }

    private var status: (heading: String, sentence: String) {
        switch (booking.status, booking.payment.status) {
        case (.confirmed, _):
            ("You are going", "Your payment has arrived, and your booking is confirmed.")
        case (.held, _) where !hasPaid:
            (
                "Not paid yet",
                "You have not paid. We hold your seats a little longer, so you can still pay."
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
