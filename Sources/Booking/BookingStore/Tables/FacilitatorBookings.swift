import BookingDomain
import SQLite
import Timekeeping

/// A booking as its facilitator sees it.
package struct FacilitatorBooking: Equatable, Sendable {
    package let booking: Booking
    package let guest: RosterGuest
    /// For facilitators only; nil for none.
    package let note: String?
    /// What the facilitator wrote to the guest about the latest cancellation; nil for nothing.
    package let cancellationReason: String?
}

/// The guest of a booking, for its facilitator.
package struct RosterGuest: Equatable, Sendable {
    /// Nil for a booking that the facilitator made, even if an account owns it: an address that was
    /// typed in must not tell whose it is.
    package let id: UserID?
    /// `User.erasedName` for an erased guest.
    package let name: String
    /// Nil without one, and until a guest's booking was confirmed.
    package let email: String?

    package init(id: UserID?, name: String, email: String?) {
        self.id = id
        self.name = name
        self.email = email
    }
}

extension Bookings {
    /// A page of the bookings of a facilitator's event, oldest first.
    ///
    /// - Parameter status: Selects the bookings with this status now; nil selects all.
    /// - Throws: `Refusal.notFound`.
    package func roster(
        of event: EventID, facilitator: FacilitatorID, status: SeatState?, _ request: PageRequest
    ) throws -> Page<FacilitatorBooking> {
        _ = try tx.events.find(event, of: facilitator)
        var condition: SQL = "b.event_id = \(event) AND b.id > \(request.after?.id ?? 0)"
        if let status { condition += " AND \(fragment: hasStatus(status))" }
        condition += " ORDER BY b.id LIMIT \(request.rowsToRead)"
        let rows = try facilitatorBookings(where: condition)
        return Page(rows, of: request) { PageCursor(id: $0.booking.id.rawValue) }
    }

    func hasStatus(_ status: SeatState) -> SQL {
        // The rows of a cancelled event's bookings may still be active.
        let end: SQL = "min(\(tx.now), coalesce(e.cancelled_at, \(tx.now)))"
        let isLapsed: SQL = "b.status = 'held' AND b.hold_expires_at <= \(fragment: end)"
        let isTaken: SQL = "b.status IN ('held', 'confirmed') AND NOT (\(fragment: isLapsed))"
        return switch status {
        case .held, .confirmed:
            "b.status = \(status) AND \(fragment: isTaken) AND e.cancelled_at IS NULL"
        case .expired: "(b.status = 'expired' OR \(fragment: isLapsed))"
        case .cancelled, .refunded:
            """
            CASE WHEN e.cancelled_at IS NULL OR NOT (\(fragment: isTaken)) THEN b.status
                WHEN b.refund_status = 'processed' AND (b.dispute IS 'lost'
                    OR min(b.due + b.amount, b.amount_paid) <= (SELECT sum(p.refunded)
                        FROM payments p WHERE p.booking_id = b.id AND p.is_kept))
                THEN 'refunded' ELSE 'cancelled' END = \(status)
            """
        }
    }

    /// The booking, if it is of one of this facilitator's events.
    ///
    /// - Throws: `Refusal.notFound`.
    package func find(
        _ id: BookingID, of facilitator: FacilitatorID
    ) throws -> FacilitatorBooking {
        let found = try facilitatorBookings(
            where: "b.id = \(id) AND e.facilitator_id = \(facilitator)")
        guard let found = found.first else { throw Refusal.notFound(.booking) }
        return found
    }

    func facilitatorBookings(where condition: SQL) throws -> [FacilitatorBooking] {
        try tx.all(
            """
            SELECT \(fragment: Booking.columns(at: tx.now)),
                CASE b.source WHEN 'guest' THEN b.user_id END,
                coalesce(b.guest_name, u.name, ''),
                CASE WHEN b.source = 'facilitator' THEN b.guest_email
                    WHEN b.confirmed_at IS NOT NULL THEN u.email END,
                b.note, b.cancellation_reason
            FROM \(fragment: Booking.tables) LEFT JOIN users u ON u.id = b.user_id
            WHERE \(fragment: condition)
            """
        ) { row in
            var columns = row.columns
            let booking = try Booking(&columns, at: tx.now)
            let guest = RosterGuest(
                id: columns.next(), name: columns.next(), email: columns.next())
            return FacilitatorBooking(
                booking: booking, guest: guest, note: columns.next(),
                cancellationReason: columns.next())
        }
    }
}
