/// What cancelling a booking brings its guest: seats that become free, money that comes back.
package struct CancellationQuote: Equatable, Sendable {
    /// The booking that would be cancelled.
    package let bookingID: BookingID
    /// How many seats others could book at once.
    package let seats: Int
    /// Minor units of `currency`.
    package let amountPaid: Int64
    /// What of that has gone back by other ways, or is about to.
    package let amountReturned: Int64
    /// What every amount of the quote is in: the booking's currency.
    package let currency: Currency
    /// What would come back now, `amountReturned` already taken off.
    package let refund: RefundQuote
}
