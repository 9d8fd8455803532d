import Timekeeping

/// The order that opens a checkout at a gateway, made of stored values only.
package struct CheckoutOrder: Equatable, Sendable {
    package let reference: CheckoutReference
    /// Minor units of `currency` for all seats.
    package let amount: Int64
    /// The booking's currency; the event's may have changed since.
    package let currency: Currency
    package let title: String
    /// Within `Seats.limits`.
    package let seats: Int
    package let email: String?
    /// The time from which the gateway must not accept the payment.
    package let expiresAt: Timestamp

    package init(
        reference: CheckoutReference, amount: Int64, currency: Currency, title: String,
        seats: Int, email: String?, expiresAt: Timestamp
    ) {
        self.reference = reference
        self.amount = amount
        self.currency = currency
        self.title = title
        self.seats = seats
        self.email = email
        self.expiresAt = expiresAt
    }

    /// The text beside the amount at the gateway.
    package var description: String { seats == 1 ? title : "\(title), \(seats) seats" }
}

/// The metadata of a gateway's checkout that identifies the attempt's row.
package struct CheckoutReference: Equatable, Sendable {
    /// This installation of the program: a gateway account may serve several.
    package let installation: String
    package let bookingID: BookingID
    /// The number of the payment attempt, from 1.
    package let attempt: Int64

    package init(installation: String, bookingID: BookingID, attempt: Int64) {
        self.installation = installation
        self.bookingID = bookingID
        self.attempt = attempt
    }

    /// The key under which the gateway opens this checkout once, however often it is sent.
    package var idempotencyKey: String { "pay-\(bookingID)-\(attempt)-\(installation)" }
}
