import BookingDomain
import BookingStore
import HTTP

/// The page that a guest comes back to from paying.
enum ReturnPage {
    /// How the booking of a try to pay stands, in a sentence.
    ///
    /// - Parameter hasPaid: Whether the guest comes from paying, and not from giving up.
    static func response(
        to attempt: PaymentAttempt, hasPaid: Bool = true, store: Store
    ) throws -> Response {
        let booking = try store.read { connection, now in
            try Bookings.find(attempt.bookingID, at: now, on: connection)
        }
        guard let booking else { throw Problem.notFound }
        var page = PlainPage(title: booking.event.title)
        if booking.payment.provider == PaymentProvider.sandbox.rawValue {
            page.note("TEST: no money has moved.")
        }
        page.heading(booking.event.title)
        page.paragraph(sentence(about: booking, hasPaid: hasPaid))
        page.link("To my booking", to: "/my/bookings/\(booking.id)")
        return page.response()
    }

    private static func sentence(about booking: Booking, hasPaid: Bool) -> String {
        switch (booking.status, booking.payment.status) {
        case (.confirmed, _): "Your payment has arrived, and your booking is confirmed."
        case (.held, _) where !hasPaid:
            "You have not paid. Your seats are held for you a little longer, and you can still pay."
        case (.held, _):
            "Your payment is being confirmed. This takes a moment; you will find it among your"
                + " bookings, and we write to you."
        case (.expired, .success), (.cancelled, .success), (.refunded, _):
            "Your payment came when the seats were no longer yours. It is on its way back to you."
        case (.expired, _): "The time to pay is over, and the seats are free again."
        case (.cancelled, _): "The booking is cancelled."
        }
    }
}
