/// What cancelling a booking brings its guest: seats that become free, money that comes back.
package struct CancellationQuote: Equatable, Sendable {
    package let bookingID: BookingID
    package let seats: Int
    /// Minor units of `currency`.
    package let amountPaid: Int64
    /// What of that has gone back by other ways, or is about to.
    package let amountReturned: Int64
    package let currency: Currency
    package let refund: RefundQuote
}
