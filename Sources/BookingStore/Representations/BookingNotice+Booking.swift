import BookingDomain
import ServiceContract
import Timekeeping

extension BookingNotice {
    /// All that MainAPI knows of the booking at the moment `now`.
    init(_ type: String, of booking: Booking, guestName: String, at now: Timestamp) {
        self.init(
            bookingID: booking.id.rawValue, user: guestName, event: booking.event.title,
            facilitatorID: booking.event.facilitator.id.rawValue)
        self.type = type
        userID = booking.userID.rawValue
        eventID = booking.event.id.rawValue
        seats = Int64(booking.seats)
        status = booking.status.rawValue
        paymentStatus = booking.payment.status?.rawValue
        amountPaid = booking.payment.amountPaid
        currency = booking.currency.code
        occurredAt = now
    }
}
