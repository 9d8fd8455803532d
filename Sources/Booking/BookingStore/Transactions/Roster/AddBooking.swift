import BookingDomain
import SQLite
import Timekeeping

/// A booking that a facilitator makes for a person who called or walked in.
package struct AddedBooking: Equatable, Sendable {
    /// Within `PersonName.length`.
    package let name: String
    package let email: EmailAddress?
    package let seats: Seats
    /// Money that was taken at once; nil leaves the price due at the door.
    package let payment: OfflinePayment?
    /// For facilitators only.
    package let note: String?

    package init(
        name: String, email: EmailAddress? = nil, seats: Seats = .one,
        payment: OfflinePayment? = nil, note: String? = nil
    ) {
        self.name = name
        self.email = email
        self.seats = seats
        self.payment = payment
        self.note = note
    }
}

extension Transaction {
    /// Adds a confirmed booking without a guest's account to a facilitator's event, until it ends.
    ///
    /// An account that has confirmed the address owns the booking, beside its own.
    /// - Throws: `Refusal`: `notFound`, `eventCancelled`, `eventPast`, `eventIsDraft`, `eventFull`,
    ///   `nothingToPay`; `InvalidFields` for more money than the price.
    package func addBooking(
        _ added: AddedBooking, to event: EventID, of facilitator: FacilitatorID
    ) throws -> FacilitatorBooking {
        let event = try events.find(event, of: facilitator)
        try event.checkOpenForFacilitator(at: now)
        try freeLapsedSeats(of: event)
        try event.checkSeatsLeft(for: added.seats)
        let owner = try added.email.flatMap { try users.account(confirming: $0.text) }
        let booking = try bookings.insert(added, to: event, owner: owner?.user.id)
        try record(.added, of: booking, by: .facilitator)
        if isByOwner { try timelines.addCreation(byOwnerOf: booking) }
        if let payment = added.payment { try receive(payment, for: booking, field: "paid.amount") }
        return try bookings.find(booking.id, of: facilitator)
    }

    /// Gives an account the facilitators' bookings for an address that it has just confirmed, with
    /// the choice to get no reminders.
    func adoptBookings(for address: String, by user: UserID) throws {
        let isStopped = try first(
            """
            SELECT 1 FROM bookings WHERE user_id IS NULL AND reminders_stopped_at IS NOT NULL
            AND guest_email = \(address) COLLATE NOCASE
            """
        ) { _ in true }
        if isStopped == true { try reminders.setStopped(true, for: .account(user)) }
        try execute(
            """
            UPDATE bookings SET user_id = \(user)
            WHERE user_id IS NULL AND guest_email IS NOT NULL
            AND guest_email = \(address) COLLATE NOCASE
            """)
    }
}

extension Bookings {
    /// Adds a confirmed booking of a facilitator.
    fileprivate func insert(
        _ added: AddedBooking, to event: Event, owner: UserID?
    ) throws -> Booking {
        let amount = event.amount(for: added.seats)
        var booking = Booking(
            id: BookingID(try tx.nextID(.bookings)), event: event, userID: owner,
            source: .facilitator, seats: added.seats.count, status: .confirmed,
            holdExpiresAt: nil, amount: amount,
            payment: amount == 0
                ? .none
                : Booking.PaymentSummary(
                    status: .pending, provider: PaymentProvider.offline.rawValue),
            currency: event.currency, refundPolicy: event.refundPolicy, refund: .none,
            createdAt: tx.now, confirmedAt: tx.now, cancelledAt: nil)
        booking.event.seatsFree -= added.seats.count
        try tx.execute(
            """
            INSERT INTO bookings (id, event_id, user_id, source, seats, status, amount, currency,
                refund_policy, payment_status, payment_provider, created_at, confirmed_at,
                guest_name, guest_email, note)
            VALUES (\(booking.id), \(event.id), \(owner), \(booking.source), \(booking.seats),
                \(booking.status), \(amount), \(booking.currency.code),
                \(booking.refundPolicy.storedText), \(booking.payment.status),
                \(booking.payment.provider), \(tx.now), \(tx.now), \(added.name),
                \(added.email?.text), \(added.note))
            """)
        tx.didChange(.mail)
        return booking
    }
}
