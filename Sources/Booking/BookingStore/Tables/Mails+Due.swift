import BookingDomain
import SQLite
import Timekeeping

/// The emails that are due.
extension Mails {
    /// The emails that are due, to guests who have an address, one of each guest first.
    package func due(limit: Int) throws -> [DueMail] {
        try tx.all(
            """
            SELECT \(fragment: Booking.columns(at: tx.now)), m.id, c.kind, c.actor, c.seats,
                \(fragment: Self.refund), \(fragment: Self.contingent), (SELECT coalesce(sum(r.amount), 0) FROM refunds r
                    WHERE r.booking_id = b.id AND r.status = 'initiated'),
                m.attempts, CASE WHEN b.user_id IS NULL THEN b.guest_name ELSE u.name END,
                \(fragment: Self.address), e.version - 1 + m.sequence,
                EXISTS (SELECT 1 FROM mails l JOIN booking_changes n ON n.id = l.change_id
                    WHERE l.booking_id = m.booking_id AND l.sequence > m.sequence
                    AND n.kind IN (\(fragment: Self.inCalendar))),
                k.starts_at, k.ends_at, k.location, coalesce(f.reply_to, f.email),
                o.title, o.starts_at, o.ends_at, o.time_zone, o.location,
                \(fragment: Self.reason), m.reminder_start, g.subject, g.text,
                (m.reminder_start IS NOT NULL OR g.id IS NOT NULL)
                    AND \(fragment: Reminders.areStopped), coalesce(c.at, b.created_at)
            FROM mails m CROSS JOIN \(fragment: Booking.tables)
            LEFT JOIN users u ON u.id = b.user_id
            LEFT JOIN booking_changes c ON c.id = m.change_id
            LEFT JOIN events o ON o.id = c.from_event_id
            LEFT JOIN messages g ON g.id = m.message_id
            LEFT JOIN booked_times k ON k.booking_id = b.id
            WHERE m.turn > 0 AND m.next_attempt_at <= \(tx.now) AND b.id = m.booking_id
            AND \(fragment: Self.address) IS NOT NULL
            ORDER BY m.turn, m.next_attempt_at, m.id LIMIT \(limit)
            """
        ) { row in
            var columns = row.columns
            let booking = try Booking(&columns, at: tx.now)
            let id: Int64 = columns.next()
            let change: BookingChange.Kind? = try columns.next("booking_changes.kind")
            let actor: BookingChange.Actor? = try columns.next("booking_changes.actor")
            let (seats, sum): (Int?, Int64?) = (columns.next(), columns.next())
            let currency: Currency = columns.next()
            let refund = Money(amount: sum ?? booking.refund.amount, currency: currency)
            let contingent: Int64? = columns.next()
            let refundUnderWay = Money(amount: columns.next(), currency: currency)
            let (attempts, name): (Int, String) = (columns.next(), columns.next())
            let (address, sequence): (String, Int) = (columns.next(), columns.next())
            let isSuperseded: Bool = columns.next()
            let booked = Self.booked(&columns, booking)
            let replyAddress: String? = columns.next()
            let origin = Self.origin(&columns)
            let reason: String? = columns.next()
            let (occasion, isObsolete) = occasion(&columns, booking)
            let changedAt: Timestamp = columns.next()
            return DueMail(
                id: id, occasion: occasion, isObsolete: isObsolete,
                change: change ?? booking.firstChange.kind,
                actor: actor ?? booking.firstChange.actor, booking: booking,
                booked: booked, origin: origin, seats: seats, reason: reason,
                refund: refund.amount > 0 ? refund : nil,
                contingent: contingent.map { Money(amount: $0, currency: currency) },
                refundUnderWay: refundUnderWay,
                quote: try quote(booking), attempts: attempts,
                replyAddress: replyAddress, greetedName: PersonName.greeting(name),
                address: address, sequence: sequence,
                isSuperseded: isSuperseded,
                receipts: occasion == .change
                    ? try receipts(of: booking, change, at: changedAt) : [])
        }
    }

    /// The documents for the money that a change has moved, which were issued with it.
    private func receipts(
        of booking: Booking, _ change: BookingChange.Kind?, at time: Timestamp
    ) throws -> [Receipt] {
        guard booking.amount > 0 || booking.payment.amountPaid > 0 else { return [] }
        let isPayment = [nil, .confirmed, .paymentReturned].contains(change)
        return try tx.receipts.all(of: booking.id).filter {
            $0.issuedAt == time && ($0.kind == .receipt) == isPayment
        }
    }

    /// What an email is about, and whether that has ended.
    private func occasion(
        _ columns: inout Columns, _ booking: Booking
    ) -> (DueMail.Occasion, isObsolete: Bool) {
        let reminderStart: Timestamp? = columns.next()
        let (subject, text): (String?, String?) = (columns.next(), columns.next())
        let isStopped: Bool = columns.next()
        let isUnwanted = isStopped || booking.status != .confirmed
        if let reminderStart {
            let isPast = booking.event.startsAt != reminderStart || reminderStart <= tx.now
            return (.reminder, isUnwanted || isPast)
        }
        guard let subject, let text else { return (.change, false) }
        return (.message(subject: subject, text: text), isUnwanted)
    }

    private static func origin(_ columns: inout Columns) -> DueMail.Origin? {
        let title: String? = columns.next()
        let (start, end): (Timestamp?, Timestamp?) = (columns.next(), columns.next())
        let (zone, location): (String?, String?) = (columns.next(), columns.next())
        guard let title, let start, let end, let zone, let location else { return nil }
        let place = TimeAndPlace(startsAt: start, endsAt: end, timeZone: zone, location: location)
        return DueMail.Origin(title: title, place: place)
    }

    private func quote(_ booking: Booking) throws -> CancellationQuote? {
        guard booking.status == .confirmed else { return nil }
        let payments =
            booking.payment.amountPaid > 0 ? try tx.payments.kept(of: booking.id) : []
        return try? booking.quoteCancellation(returned: payments.refunded, at: tx.now)
    }

    private static func booked(_ columns: inout Columns, _ booking: Booking) -> TimeAndPlace? {
        let (start, end): (Timestamp?, Timestamp?) = (columns.next(), columns.next())
        let location: String? = columns.next()
        guard booking.isEventMoved, let start, let end, let location else { return nil }
        return TimeAndPlace(
            startsAt: start, endsAt: end, timeZone: booking.event.timeZone, location: location)
    }

    /// The facilitator's words about the change `c` of the booking; NULL for none. The event has those
    /// about its own changes.
    private static let reason: SQL = """
        CASE WHEN c.kind IN ('cancelled', 'seats_given_up') THEN b.cancellation_reason
            WHEN c.kind = 'refund_processed' THEN (SELECT r.comment \(fragment: sameRefund)) END
        """

    /// The sum and currency that a change concerns; NULL where they are those of the booking's refund.
    ///
    /// Lines of earlier versions and of a cancelled event have no sums.
    private static let refund: SQL = """
        coalesce(c.amount, CASE c.kind
            WHEN 'payment_returned' THEN (SELECT p.amount FROM payments p
                WHERE p.booking_id = b.id AND NOT p.is_kept ORDER BY p.id DESC LIMIT 1)
            WHEN 'refund_processed' THEN (SELECT r.amount \(fragment: sameRefund))
            WHEN 'refund_failed' THEN coalesce((SELECT r.amount \(fragment: sameRefund)),
                (SELECT sum(r.amount) FROM refunds r
                    WHERE r.booking_id = b.id AND r.status = 'failed'))
            WHEN 'cancelled' THEN (SELECT coalesce(sum(r.amount), 0) FROM refunds r
                WHERE r.booking_id = b.id AND r.created_at = c.at
                AND r.reason IN ('guest_cancelled', 'event_cancelled'))
            WHEN 'seats_given_up' THEN 0 WHEN 'moved' THEN 0 WHEN 'seat_filled' THEN 0 END),
        coalesce(CASE c.kind WHEN 'payment_returned' THEN (SELECT p.currency FROM payments p
                WHERE p.booking_id = b.id AND NOT p.is_kept ORDER BY p.id DESC LIMIT 1)
            WHEN 'refund_processed' THEN (SELECT p.currency \(fragment: sameRefund))
            WHEN 'refund_failed' THEN (SELECT p.currency \(fragment: sameRefund)) END,
            b.currency)
        """

    /// The sum that goes back when the seats that the change `c` cancelled are taken again; NULL for
    /// none.
    ///
    /// Each of them has a row of that moment, after those of earlier changes at that moment.
    private static let contingent: SQL = """
        CASE WHEN b.contingent > 0 AND c.kind IN ('cancelled', 'seats_given_up') THEN (
            SELECT sum(r.amount) FROM contingent_refunds r
            WHERE r.booking_id = b.id AND r.created_at = c.at
            AND (SELECT count(*) FROM contingent_refunds q WHERE q.booking_id = b.id
                    AND q.created_at = c.at AND q.id < r.id)
                - (SELECT coalesce(sum(o.seats), 0) FROM booking_changes o
                    WHERE o.booking_id = b.id AND o.at = c.at AND o.kind = 'seats_given_up'
                    AND o.id < c.id)
                BETWEEN 0 AND ifnull(c.seats, b.seats) - 1) END
        """

    /// The refund whose status was stored with the change `c`; of several at that moment, one for
    /// each of their changes.
    private static let sameRefund: SQL = """
        FROM refunds r CROSS JOIN payments p ON p.id = r.payment_id
            WHERE r.booking_id = b.id AND r.updated_at = c.at
            AND 'refund_' || r.status = c.kind
            AND (SELECT count(*) FROM refunds q WHERE q.booking_id = b.id
                AND q.updated_at = c.at AND q.status = r.status AND q.id < r.id)
            = (SELECT count(*) FROM booking_changes o WHERE o.booking_id = b.id
                AND o.at = c.at AND o.kind = c.kind AND o.id < c.id)
        """
}
