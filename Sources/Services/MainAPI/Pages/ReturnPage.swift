import BookingDomain

/// The page that a guest comes back to from paying.
struct ReturnPage {
    let booking: Booking
    /// Whether the guest comes from paying, and not from giving up.
    let hasPaid: Bool
    let assets: Assets

    var page: PageLayout.Page {
        let formatter = EventFormatter(event: booking.event)
        var page = CheckoutPage(title: standing.heading)
        page.cover("\(assets.base)/\(formatter.sky)")
        if booking.payment.provider == PaymentProvider.sandbox.rawValue {
            page.tag("Test: no money moves", .warn)
        }
        page.heading(standing.heading)
        page.paragraph(standing.sentence)
        page.event(formatter)
        page.link("To my booking", to: "/my/bookings/\(booking.id)")
        // Whoever is logged in is led on as soon as it is confirmed.
        if booking.status == .held, hasPaid { page.script = "pages/returned.js" }
        return page.page
    }

    private var standing: (heading: String, sentence: String) {
        switch (booking.status, booking.payment.status) {
        case (.confirmed, _):
            ("You are going", "Your payment has arrived, and your booking is confirmed.")
        case (.held, _) where !hasPaid:
            (
                "Not paid yet",
                "You have not paid. Your seats are held for you a little longer, and you can still"
                    + " pay."
            )
        case (.held, _):
            (
                "Nearly there",
                "Your payment is being confirmed. This takes a moment; you will find it among your"
                    + " bookings, and we write to you."
            )
        case (.expired, .success), (.cancelled, .success), (.refunded, _):
            (
                "Your money goes back to you",
                "Your payment came when the seats were no longer yours. It is on its way back to"
                    + " you."
            )
        case (.expired, _):
            ("The time to pay is over", "The seats are free again.")
        case (.cancelled, _): ("Cancelled", "The booking is cancelled.")
        }
    }
}
