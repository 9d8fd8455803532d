import BookingDomain
import SQLite

/// The effects of a step.
struct Consequences {
    /// The line of the booking's timeline; a booking's first line is the booking itself.
    var timeline: BookingChange.Kind?
    /// The seats of that line.
    var seats: Int?
    /// The sum of that line, in minor units.
    var amount: Int64?
    /// The event that the booking was moved from.
    var origin: EventID?
    /// Whether the letter about an earlier line reports this one too.
    var isCovered = false
    /// The type of the notice to CRMAPI.
    var notice: String?
    /// The in-app message to the guest.
    var message: (kind: InAppNotification.Kind, text: String)?

    /// Emails are not listed here: ``Mails/collect(limit:)`` reads the lines of the timeline that
    /// `BookingChange.Kind.isMailed` selects.
    /// - Parameters:
    ///   - event: The event before the step; after it if the booking was moved.
    ///   - actor: Who caused the step.
    ///   - isKnownToCRM: Whether the booking is or was confirmed; CRMAPI has no others.
    ///   - isPaidOffline: Whether its refunds are handed back in person.
    init(
        of step: BookingStep, event: Event, by actor: BookingChange.Actor, isKnownToCRM: Bool,
        isPaidOffline: Bool = false
    ) {
        let isHandedBack = actor.isStaff
        let staff = actor == .owner ? "The center" : "The facilitator"
        let title = event.title
        let place = event.details.content.timeAndPlace.text
        switch step {
        case .booked:
            notice = BookingNotice.Kind.confirmed
        case .added:
            notice = BookingNotice.Kind.confirmed
            message = (
                .bookingConfirmed, "“\(title)” was booked for you. \(place)."
            )
        case .confirmed(let seats, let paid):
            timeline = .confirmed
            self.seats = seats
            notice = BookingNotice.Kind.confirmed
            message = (
                .bookingConfirmed,
                "Your booking of “\(title)” is "
                    + (paid.amount > 0
                        ? "paid and confirmed: \(Seats.text(seats)), \(paid.text)."
                        : "confirmed: \(Seats.text(seats)).") + " \(place)."
            )
        case .cancelled(let seats):
            timeline = .cancelled
            amount = Self.amount(of: seats.refund)
            notice = BookingNotice.Kind.cancelled
            message = (
                .bookingCancelled,
                Self.cancelled(seats, of: title, by: actor) + " (\(place))."
                    + Self.words(seats.reason)
                    + Self.refund(of: seats, inPerson: isPaidOffline, isHandedBack: isHandedBack)
            )
        case .seatsGivenUp(let given, let left):
            timeline = .seatsGivenUp
            seats = given.count
            amount = Self.amount(of: given.refund)
            notice = BookingNotice.Kind.changed
            message = (
                .bookingChanged,
                (actor == .guest
                    ? "You have given up \(Seats.text(given.count)) of “\(title)” (\(place))."
                    : "\(staff) has cancelled \(Seats.text(given.count)) of your booking of "
                        + "“\(title)” (\(place)).")
                    + " You still have \(Seats.text(left))." + Self.words(given.reason)
                    + Self.refund(of: given, inPerson: isPaidOffline, isHandedBack: isHandedBack)
            )
        case .seatFilled(let refund):
            timeline = .seatFilled
            amount = Self.amount(of: refund)
            message = (
                .refundUpdated,
                "A seat of “\(title)” that you gave up is taken again."
                    + Self.refund(refund, of: refund, inPerson: isPaidOffline, isHandedBack: false)
            )
        case .seatsChanged(let count):
            timeline = .seatsChanged
            seats = count
            notice = BookingNotice.Kind.changed
        case .moved(let before, let refund):
            timeline = .moved
            origin = before.id
            amount = Self.amount(of: refund)
            notice = BookingNotice.Kind.moved
            message = (
                .bookingChanged,
                "\(staff) has moved your booking of “\(before.title)” "
                    + "(\(before.details.content.timeAndPlace.text)) to “\(title)”. \(place)."
                    + Self.refund(
                        refund, of: refund, inPerson: isPaidOffline, isHandedBack: isHandedBack)
            )
        case .guestChanged:
            notice = BookingNotice.Kind.changed
        case .eventCancelled(let refund, let reason):
            timeline = .cancelled
            amount = Self.amount(of: refund)
            notice = BookingNotice.Kind.cancelled
            message = (
                .eventCancelled,
                "“\(title)” has been cancelled. It was planned for \(place)."
                    + Self.refund(
                        refund, of: refund, inPerson: isPaidOffline, isHandedBack: false)
                    + Self.words(reason?.text)
            )
        case .eventChanged(let move, let isRefundable):
            timeline = .eventChanged
            message = (
                .eventChanged,
                "The time or place of “\(title)” has changed. \(move.text)"
                    + (isRefundable ? " You can cancel with a full refund until it starts." : "")
            )
        case .expired:
            timeline = .expired
        case .paymentStarted:
            timeline = .paymentStarted
        case .paymentSucceeded(let sum):
            timeline = .paymentSucceeded
            amount = sum.amount
        case .paidInPerson(let sum):
            timeline = .paymentSucceeded
            amount = sum.amount
            notice = BookingNotice.Kind.changed
        case .paymentFailed:
            timeline = .paymentFailed
        case .paymentReturned(let reason, let sum):
            timeline = .paymentReturned
            amount = sum.amount
            message = (
                .refundUpdated,
                (reason == .secondPayment
                    ? "You have paid twice for “\(title)”."
                    : "The amount that you paid for “\(title)” was wrong.")
                    + " \(sum.text) will be refunded."
            )
        case .paidTooLate(let money):
            message = (
                .refundUpdated,
                "Your payment for “\(title)” arrived after your seats were released. "
                    + "\(money.text) will be refunded."
            )
        case .refundInitiated(let sum):
            timeline = .refundInitiated
            amount = sum.amount
        case .handedBack(let sum, let isAnnounced):
            timeline = .refundProcessed
            amount = sum.amount
            isCovered = !isAnnounced
            if isAnnounced {
                message = (.refundUpdated, "\(sum.text) for “\(title)” was given back to you.")
            }
        case .refundProcessed(let sum):
            timeline = .refundProcessed
            amount = sum.amount
            message = (
                .refundUpdated,
                "Your refund of \(sum.text) for “\(title)” is on its way to your account."
            )
        case .refundFailed(let sum):
            timeline = .refundFailed
            amount = sum.amount
            message = (
                .refundUpdated,
                "Your refund of \(sum.text) for “\(title)” has failed. The center is looking into it."
            )
        case .dispute(.open):
            timeline = .disputeOpened
            notice = BookingNotice.Kind.changed
            message = (
                .refundUpdated,
                "Your bank disputes your payment for “\(title)”. Refunds wait until it decides."
            )
        case .dispute(.won):
            timeline = .disputeWon
            notice = BookingNotice.Kind.changed
            message = (
                .refundUpdated, "The dispute of your payment for “\(title)” ended: it stays paid."
            )
        case .dispute(.lost):
            timeline = .disputeLost
            notice = BookingNotice.Kind.changed
            message = (
                .refundUpdated,
                "The dispute of your payment for “\(title)” ended: your bank returned the money."
            )
        case .refundStatusChanged(let isRefunded):
            notice = isRefunded ? BookingNotice.Kind.refunded : BookingNotice.Kind.cancelled
        case .guestErased:
            notice = BookingNotice.Kind.guestErased
        }
        if !isKnownToCRM { notice = nil }
    }
}

extension BookingChange.Kind {
    /// Whether this line of the timeline causes an email to the guest.
    ///
    /// The email of a cancellation covers the start of its refund, so `refundInitiated` is mailed
    /// only where the booking was never confirmed.
    var isMailed: Bool {
        switch self {
        case .confirmed, .cancelled, .seatsGivenUp, .seatFilled, .moved, .eventChanged,
            .paymentReturned, .refundProcessed, .refundFailed:
            true
        case .held, .seatsChanged, .expired, .paymentStarted, .paymentSucceeded, .paymentFailed,
            .refundInitiated, .disputeOpened, .disputeWon, .disputeLost:
            false
        }
    }
}

extension Transaction {
    /// Records a step of a booking with its effects.
    ///
    /// - Parameter booking: The booking after the step.
    /// - Throws: `UnrecordedEffects` if the event has changed and the effects come first.
    func record(_ step: BookingStep, of booking: Booking, by actor: BookingChange.Actor) throws {
        try checkOrder(of: step, of: booking)
        let actor = self.actor(actor)
        let consequences = Consequences(
            of: step, event: booking.event, by: actor, isKnownToCRM: booking.confirmedAt != nil,
            isPaidOffline: booking.isPaidOffline)
        if let kind = consequences.timeline {
            let change = BookingChange(
                kind: kind, actor: actor, at: now, seats: consequences.seats,
                amount: consequences.amount)
            try timelines.add(
                change, to: booking.id, from: consequences.origin,
                isCovered: consequences.isCovered)
        }
        if let notice = consequences.notice { try outbox.add(notice, of: booking) }
        if let message = consequences.message {
            try notifications.add(message.kind, message.text, about: booking)
        }
        if step.movesMoney { try issueReceipts(for: booking.id) }
        try passOnSeats(after: step, of: booking)
    }

    /// Does what follows for others: cancelled seats that are taken again give their guests more
    /// money back, and free seats are offered to those who wait.
    private func passOnSeats(after step: BookingStep, of booking: Booking) throws {
        if step.confirmsSeats, booking.event.contingentSeats > 0 {
            try releaseContingentRefunds(of: booking.event.id)
        }
        guard step.freesSeats else { return }
        let event = if case .moved(let before, _) = step { before } else { booking.event }
        if event.waitlist.waiting > 0 { try serveWaitlist(of: event.id) }
    }

    /// Checks that the effects of earlier changes of the event are recorded.
    private func checkOrder(of step: BookingStep, of booking: Booking) throws {
        // A new booking is made with the event as it is.
        if case .booked = step { return }
        try pendingEventChanges.checkRecorded(on: booking.id, of: booking.event.id)
        if case .moved(let before, _) = step {
            try pendingEventChanges.checkRecorded(on: booking.id, of: before.id)
        }
    }

    /// Records a step of the bookings of an event, in one statement each for the timelines and the
    /// messages.
    ///
    /// - Parameters:
    ///   - lines: The bookings whose timelines get a line.
    ///   - addressees: The condition on the bookings `b` whose guests get the message.
    ///   - confirmed: The confirmed bookings after the step, for the notices to CRMAPI.
    func record(
        _ step: BookingStep, of event: Event, _ batch: BookingBatch, timelines lines: SQL,
        messages addressees: SQL = "true", confirmed: [Booking] = [], by actor: BookingChange.Actor
    ) throws {
        let actor = self.actor(actor)
        let consequences = Consequences(of: step, event: event, by: actor, isKnownToCRM: true)
        if let message = consequences.message {
            try notifications.addToGuests(
                of: batch, where: addressees, message.kind, message.text)
        }
        if let kind = consequences.timeline { try timelines.add(kind, by: actor, toAll: lines) }
        guard let notice = consequences.notice else { return }
        for booking in confirmed { try outbox.add(notice, of: booking) }
    }
}
