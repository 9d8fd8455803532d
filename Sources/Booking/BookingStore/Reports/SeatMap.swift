import BookingDomain
import SQLite
import Timekeeping

/// Why each seat of an event is as it is, for its facilitator.
package struct SeatMap: Equatable, Sendable {
    /// The raw value is its word on the wire.
    package enum State: String, CaseIterable, Sendable {
        case confirmed
        /// Held until the guest has paid.
        case held
        /// Held for a guest of the waiting list.
        case offered
        case free
        /// Cancelled, and its guest gets more money back if it is taken again.
        case contingent
        /// Asked for by a guest who waits.
        case waiting
    }

    /// Seats with the same reason.
    package struct Row: Equatable, Sendable {
        package let state: State
        /// 1 or more.
        package let seats: Int
        /// Nil for free seats and for those that are waited for.
        package var booking: BookingID?
        /// Nil for free seats.
        package var guest: GuestName?
        /// When the seats came into this state.
        package var since: Timestamp?
        /// When the state ends; nil if that is not known.
        package var until: Timestamp?
        /// What was paid for the booking; nil where there is none.
        package var paid: Money?
    }

    /// All seats.
    package let capacity: Int
    /// Seats of confirmed bookings.
    package let confirmed: Int
    /// Seats of holds, without those of offers.
    package let held: Int
    /// Seats of open offers.
    package let offered: Int
    /// Seats without a booking.
    package let free: Int
    /// Cancelled seats whose refunds wait. They are among the free, held or offered ones.
    package let contingent: Int
    /// People, not seats.
    package let waiting: Int
    /// Those of `confirmed`, `held`, `offered` and `free` add up to the capacity.
    package let rows: [Row]
}

/// A guest, as far as a facilitator needs it beside a seat.
package struct GuestName: Equatable, Sendable {
    /// Nil without an account.
    package let id: UserID?
    /// `User.erasedName` for an erased guest.
    package let name: String
}

extension Transaction {
    /// Explains every seat of a facilitator's event.
    ///
    /// - Throws: `Refusal.notFound`.
    package func seatMap(of id: EventID, for facilitator: FacilitatorID) throws -> SeatMap {
        let event = try events.find(id, of: facilitator)
        let taken = event.status == .cancelled ? [] : try takenSeats(of: id)
        func seats(_ state: SeatMap.State) -> Int {
            taken.reduce(0) { $0 + ($1.state == state ? $1.seats : 0) }
        }
        let contingent = event.contingentSeats > 0 ? try contingentSeats(of: event) : []
        let waiting = event.waitlist.waiting > 0 ? try waitingGuests(of: id) : []
        let free =
            event.seatsFree > 0 ? [SeatMap.Row(state: .free, seats: event.seatsFree)] : []
        return SeatMap(
            capacity: event.capacity, confirmed: seats(.confirmed), held: seats(.held),
            offered: seats(.offered), free: event.seatsFree, contingent: contingent.count,
            waiting: waiting.count, rows: taken + free + contingent + waiting)
    }

    private func takenSeats(of event: EventID) throws -> [SeatMap.Row] {
        try all(
            """
            SELECT b.status = 'confirmed', b.is_offer, b.seats, b.id, \(fragment: Self.guest),
                coalesce(b.confirmed_at, b.created_at), b.hold_expires_at, b.amount_paid,
                b.currency
            FROM bookings b LEFT JOIN users u ON u.id = b.user_id
            WHERE b.event_id = \(event) AND +b.status IN ('held', 'confirmed')
            AND (b.status = 'confirmed' OR b.hold_expires_at > \(now)) ORDER BY b.id
            """
        ) { row in
            var columns = row.columns
            let (isConfirmed, isOffer): (Bool, Bool) = (columns.next(), columns.next())
            let seats: Int = columns.next()
            let (booking, guest): (BookingID, GuestName) = (columns.next(), GuestName(&columns))
            let (since, end): (Timestamp, Timestamp?) = (columns.next(), columns.next())
            return SeatMap.Row(
                state: isConfirmed ? .confirmed : isOffer ? .offered : .held, seats: seats,
                booking: booking, guest: guest, since: since, until: isConfirmed ? nil : end,
                paid: Money(amount: columns.next(), currency: columns.next()))
        }
    }

    private func contingentSeats(of event: Event) throws -> [SeatMap.Row] {
        try all(
            """
            SELECT b.id, \(fragment: Self.guest), r.created_at
            FROM contingent_refunds r CROSS JOIN bookings b ON b.id = r.booking_id
            LEFT JOIN users u ON u.id = b.user_id
            WHERE r.event_id = \(event.id) AND r.released_at IS NULL AND r.ended_at IS NULL
            ORDER BY r.id
            """
        ) { row in
            var columns = row.columns
            return SeatMap.Row(
                state: .contingent, seats: 1, booking: columns.next(),
                guest: GuestName(&columns), since: columns.next(), until: event.startsAt)
        }
    }

    private func waitingGuests(of event: EventID) throws -> [SeatMap.Row] {
        try all(
            """
            SELECT w.seats, w.user_id, u.name, w.created_at
            FROM waitlist w CROSS JOIN users u ON u.id = w.user_id
            WHERE w.event_id = \(event) AND \(fragment: Waitlist.isWaiting) ORDER BY w.id
            """
        ) { row in
            var columns = row.columns
            return SeatMap.Row(
                state: .waiting, seats: columns.next(), guest: GuestName(&columns),
                since: columns.next())
        }
    }

    /// The guest of a booking `b`, whose account, if there is one, is `u`; for `GuestName.init(_:)`.
    private static let guest: SQL = """
        CASE b.source WHEN 'guest' THEN b.user_id END, coalesce(b.guest_name, u.name, '')
        """
}

extension GuestName {
    init(_ columns: inout Columns) {
        self.init(id: columns.next(), name: columns.next())
    }
}
