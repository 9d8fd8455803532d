import BookingDomain
import JSONCoding
import SQLite

/// What a facilitator changes of a booking; nil keeps a field.
package struct FacilitatorBookingEdit: Equatable, Sendable {
    /// For facilitators only; empty removes it.
    package var note: String?
    /// The guest's name, of a booking that the facilitator made.
    package var name: String?
    /// The guest's address, of such a booking; the inner nil removes it.
    package var email: EmailAddress??
    /// The names of those who come.
    package var attendees: [String]?

    package init(
        note: String? = nil, name: String? = nil, email: EmailAddress?? = nil,
        attendees: [String]? = nil
    ) {
        self.note = note
        self.name = name
        self.email = email
        self.attendees = attendees
    }
}

extension Transaction {
    /// Changes a booking's note and names, at any time.
    ///
    /// A new name or address deletes what was stored about the old one, as the guest may have asked
    /// for it. Letters follow to a new address.
    /// - Throws: `Refusal.notFound`; `InvalidFields` for the guest of a booking with an account, and
    ///   for more names than seats.
    package func editBooking(
        _ id: BookingID, of facilitator: FacilitatorID, _ edit: FacilitatorBookingEdit
    ) throws -> FacilitatorBooking {
        let found = try bookings.find(id, of: facilitator)
        if let note = edit.note {
            try execute(
                "UPDATE bookings SET note = \(note.isEmpty ? nil : note) WHERE id = \(id)")
        }
        if let names = edit.attendees { try bookings.setAttendees(names, of: found.booking) }
        if edit.name != nil || edit.email != nil { try changeGuest(of: found, edit) }
        return try bookings.find(id, of: facilitator)
    }

    private func changeGuest(of found: FacilitatorBooking, _ edit: FacilitatorBookingEdit) throws {
        guard found.booking.source == .facilitator else {
            throw InvalidFields(errors: [
                FieldError(
                    field: edit.name != nil ? "name" : "email", code: "invalid",
                    detail: "The guest has an account and changes this there.")
            ])
        }
        let name = edit.name ?? found.guest.name
        let address = edit.email ?? found.guest.email.flatMap(EmailAddress.init)
        let isSameAddress = address?.text == found.guest.email
        guard !isSameAddress || name != found.guest.name else { return }
        try execute(
            """
            UPDATE bookings SET guest_name = \(name), cancellation_reason = NULL
            WHERE id = \(found.booking.id)
            """)
        try execute("UPDATE refunds SET comment = NULL WHERE booking_id = \(found.booking.id)")
        if name != found.guest.name { try receipts.setBuyer(name, of: found.booking.id) }
        if !isSameAddress { try setAddress(address, of: found.booking.id) }
        try redactResponses(about: found.booking, of: found.booking.event.facilitator.id)
        try record(.guestChanged, of: found.booking, by: .facilitator)
    }

    /// The account that has confirmed the new address owns the booking from now on.
    private func setAddress(_ address: EmailAddress?, of id: BookingID) throws {
        let owner = try address.flatMap { try users.account(confirming: $0.text) }
        try execute(
            """
            UPDATE bookings SET guest_email = \(address?.text), user_id = \(owner?.user.id),
                reminders_stopped_at = NULL
            WHERE id = \(id)
            """)
        if address == nil {
            try mails.withdraw(about: id)
        } else {
            try mails.readdress(about: id)
        }
    }

    /// Deletes the content of the stored responses that may name the guest of a facilitator's booking.
    func redactResponses(about booking: Booking, of facilitator: FacilitatorID) throws {
        try idempotencyKeys.redact(of: .booking(booking.id), to: booking.id.rawValue)
        try idempotencyKeys.redactCreation(of: booking, by: facilitator)
        for refund in try refunds.all(of: booking.id) {
            try idempotencyKeys.redact(of: .retry(of: refund), to: refund.rawValue)
        }
    }

    /// Notes whether the guests of a confirmed booking came; nil removes the note.
    ///
    /// - Throws: `Refusal`: `notFound`, `bookingNotConfirmed`.
    package func setAttendance(
        _ attendance: Attendance?, of id: BookingID, by facilitator: FacilitatorID
    ) throws -> FacilitatorBooking {
        try bookings.find(id, of: facilitator).booking.checkConfirmed()
        try execute("UPDATE bookings SET attendance = \(attendance) WHERE id = \(id)")
        return try bookings.find(id, of: facilitator)
    }

    /// Changes the number of seats of a guest's hold or free booking, or who sits where.
    ///
    /// - Parameters:
    ///   - seats: Nil keeps the number.
    ///   - attendees: Nil keeps the names.
    /// - Throws: `Refusal`: `notFound`, `bookingNotCancellable`, `holdExpired`, `eventStarted`,
    ///   `seatsPaid`, `paymentStarted`, `priceDiffers`, `eventFull`, those of booking;
    ///   `InvalidFields` for more names than seats.
    package func changeBooking(
        _ id: BookingID, of user: UserID, seats: Seats? = nil, attendees: [String]? = nil
    ) throws -> Booking {
        let booking = try ownedBooking(id, of: user)
        if booking.status == .expired { throw Refusal.holdExpired }
        try booking.checkHasSeats()
        guard booking.event.startsAt > now else { throw Refusal.eventStarted }
        if let seats, seats.count != booking.seats { try changeSeats(of: booking, to: seats) }
        if let attendees, let changed = try bookings.find(id) {
            try bookings.setAttendees(attendees, of: changed)
        }
        return try bookings.find(id) ?? booking
    }

    private func changeSeats(of booking: Booking, to seats: Seats) throws {
        guard booking.status == .held || booking.payment.status == nil else {
            throw Refusal.seatsPaid
        }
        try checkNoPaymentStarted(of: booking)
        let more = seats.count - booking.seats
        if more > 0, let added = Seats(more) {
            try booking.event.checkOpenForBooking(at: now)
            try checkPrice(of: booking, for: seats)
            try freeLapsedSeats(of: booking.event)
            try booking.event.checkSeatsLeft(for: added)
        }
        let amount = booking.amount / Int64(booking.seats) * Int64(seats.count)
        try execute(
            """
            UPDATE bookings SET seats = \(seats.count), amount = \(amount),
                attendees = \(Bookings.stored(Array(booking.attendees.prefix(seats.count))))
            WHERE id = \(booking.id)
            """)
        try record(
            .seatsChanged(seats.count), of: booking.reduced(to: seats.count), by: .guest)
    }

    /// Refuses more seats at the price of the booking if the event has another one by now.
    private func checkPrice(of booking: Booking, for seats: Seats) throws(Refusal) {
        let (event, count) = (booking.event, Int64(booking.seats))
        guard event.price * count != booking.amount || event.currency != booking.currency else {
            return
        }
        throw .priceDiffers(
            Money(amount: event.amount(for: seats), currency: event.currency),
            booked: Money(amount: booking.amount, currency: booking.currency))
    }
}

extension Bookings {
    /// - Throws: `InvalidFields` for more names than seats.
    fileprivate func setAttendees(_ names: [String], of booking: Booking) throws {
        guard names.count <= booking.seats else {
            throw InvalidFields(errors: [
                FieldError(
                    field: "attendees", code: "too_long",
                    detail: "There are more names than seats.")
            ])
        }
        try tx.execute(
            "UPDATE bookings SET attendees = \(Self.stored(names)) WHERE id = \(booking.id)")
    }

    /// Moves a booking to another event, with its sums after the move.
    func move(
        _ booking: Booking, to event: EventID, _ reduction: BookingSums.Reduction
    ) throws {
        try tx.execute(
            """
            UPDATE bookings SET event_id = \(event), attendance = NULL,
                \(fragment: Self.sums(after: reduction))
            WHERE id = \(booking.id)
            """)
    }

    /// Overwrites what facilitators and the guest wrote into the bookings of an erased account.
    func erasePersonalData(of user: UserID) throws {
        try tx.execute(
            """
            UPDATE refunds SET comment = NULL WHERE comment IS NOT NULL
            AND booking_id IN (SELECT id FROM bookings WHERE user_id = \(user))
            """)
        try tx.execute(
            """
            UPDATE bookings SET guest_email = NULL, attendees = NULL, note = NULL,
                cancellation_reason = NULL,
                guest_name = CASE source WHEN 'facilitator' THEN \(User.erasedName) END
            WHERE user_id = \(user) AND (source = 'facilitator' OR attendees IS NOT NULL
                OR note IS NOT NULL OR cancellation_reason IS NOT NULL)
            """)
    }
}
