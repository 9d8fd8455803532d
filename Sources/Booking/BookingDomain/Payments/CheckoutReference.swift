/// What ties a gateway's object to a row of ours; it travels as the object's metadata.
package struct CheckoutReference: Equatable, Sendable {
    /// Which installation of this program it belongs to: an account may serve several.
    package let installation: String
    /// The booking that the money is for.
    package let bookingID: BookingID
    /// Which try of the booking's guest to pay, 1 first.
    package let attempt: Int64

    /// The reference of one try to pay for a booking.
    package init(installation: String, bookingID: BookingID, attempt: Int64) {
        self.installation = installation
        self.bookingID = bookingID
        self.attempt = attempt
    }

    /// The key under which the gateway opens this checkout once, however often it is asked.
    package var idempotencyKey: String { "pay-\(bookingID)-\(attempt)-\(installation)" }
}
