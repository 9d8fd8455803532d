import BookingDomain
import Timekeeping

/// The facilitator, events, bookings and the current time of all tests of the rules.
enum Cast {
    /// 2027-01-10T00:00:00Z, a month before the retreat.
    static let now = Timestamp(clamping: 1_799_539_200)
    static let arjun = Facilitator(id: FacilitatorID(2), name: "Arjun Patel")

    /// A priced retreat that starts in 30 days and lasts two.
    static func retreat(
        seatsLeft: Int = 12, startsIn: Int64 = 30 * 86_400, status: EventStatus = .scheduled,
        refundPolicy: RefundPolicy = .none, closingMinutes: Int64? = nil
    ) -> Event {
        let start = now.adding(seconds: startsIn)
        return Event(
            id: EventID(7),
            details: EventDetails(
                content: EventContent(
                    title: "Meditation Retreat", description: "Three quiet days.", kind: .retreat,
                    location: "Rishikesh", timeZone: "Asia/Kolkata", startsAt: start,
                    endsAt: start.adding(seconds: 2 * 86_400), price: 1_500_000,
                    currency: Currency(stored: "INR"), refundPolicy: refundPolicy,
                    bookingClosesMinutesBefore: closingMinutes),
                facilitator: arjun, status: status, version: 3),
            capacity: 20, seatsFree: seatsLeft)
    }

    /// Two seats of `event`.
    static func booking(
        of event: Event, status: SeatState = .confirmed, amountPaid: Int64 = 3_000_000
    ) -> Booking {
        Booking(
            id: BookingID(101), event: event, userID: UserID(5), seats: 2, status: status,
            holdExpiresAt: nil, amount: 3_000_000,
            payment: Booking.PaymentSummary(status: .success, amountPaid: amountPaid),
            currency: event.currency, refundPolicy: event.refundPolicy, refund: .none,
            createdAt: now, confirmedAt: now, cancelledAt: nil)
    }

    /// Valid fields.
    static let fields = EventFields(
        title: "Morning Yoga", description: "An hour\nfor all.", kind: "session",
        location: "Berlin", timeZone: "Europe/Berlin", startsAt: now,
        endsAt: now.adding(seconds: 3600), capacity: 12, price: 2_500, currency: "EUR",
        refundPolicy: [RefundPolicy.Tier(hoursBefore: 24, percent: 100)])
}
