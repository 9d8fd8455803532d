import BookingDomain
import Timekeeping

/// A retreat; tests pass only the values that they depend on.
func event(
    id: Int64 = 7, title: String = "Meditation Retreat", description: String = "",
    location: String = "Rishikesh",
    timeZone: String = "Asia/Kolkata", startsAt: String = "2027-02-12T03:30:00Z",
    endsAt: String = "2027-02-14T10:30:00Z", seatsLeft: Int = 12, price: Int64 = 1_500_000,
    status: EventStatus = .scheduled, policy: [RefundPolicy.Tier] = [],
    attendeeInfo: String = "", version: Int64 = 1, cancellationReason: String? = nil,
    changeReason: String? = nil, waitlist: EventWaitlist = .none
) -> Event {
    Event(
        id: EventID(id),
        details: EventDetails(
            content: EventContent(
                title: title, description: description, kind: .retreat, location: location,
                timeZone: timeZone, startsAt: moment(startsAt), endsAt: moment(endsAt),
                price: price, currency: Currency(stored: "INR"),
                refundPolicy: RefundPolicy(stored: policy), attendeeInfo: attendeeInfo),
            facilitator: Facilitator(id: FacilitatorID(2), name: "Arjun Patel"),
            status: status, version: version,
            cancellationReason: cancellationReason.map(GuestReason.init(stored:)),
            changeReason: changeReason.map(GuestReason.init(stored:))),
        capacity: 20, seatsFree: seatsLeft, waitlist: waitlist)
}

/// The moment of an RFC 3339 text; the earliest one for an invalid text.
func moment(_ text: String) -> Timestamp {
    Timestamp(rfc3339: text) ?? .earliest
}

/// A confirmed and paid booking of two seats; tests pass only the values that they depend on.
func booking(
    of event: Event = event(), isEventMoved: Bool = false, isOffer: Bool = false,
    status: SeatState = .confirmed,
    seats: Int = 2, amount: Int64 = 3_000_000, paid: Int64 = 3_000_000,
    provider: PaymentProvider = .stripe, contingent: ContingentRefund? = nil,
    refund: Booking.RefundSummary = .none,
    policy: [RefundPolicy.Tier] = [], isConfirmed: Bool = true, hasAccount: Bool = true
) -> Booking {
    Booking(
        id: BookingID(101), event: event, isEventMoved: isEventMoved,
        userID: hasAccount ? UserID(5) : nil, source: hasAccount ? .guest : .facilitator,
        isOffer: isOffer, seats: seats, status: status, holdExpiresAt: nil, amount: amount,
        contingentRefund: contingent,
        payment: .init(
            status: amount == 0 ? nil : paid > 0 ? .success : .pending,
            provider: amount == 0 ? nil : provider.rawValue, amountPaid: paid),
        currency: Currency(stored: "INR"), refundPolicy: RefundPolicy(stored: policy),
        refund: refund, createdAt: moment("2027-01-01T00:00:00Z"),
        confirmedAt: isConfirmed ? moment("2027-01-01T00:05:00Z") : nil, cancelledAt: nil)
}
