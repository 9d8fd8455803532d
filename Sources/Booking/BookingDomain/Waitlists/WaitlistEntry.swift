import Timekeeping

/// A guest's wait for seats of an event, as read at one moment.
package struct WaitlistEntry: Equatable, Sendable {
    /// The state of a wait; the raw value is its word on the wire.
    package enum Status: String, CaseIterable, Sendable {
        /// Waits for an offer.
        case waiting
        /// Has an offer that has yet to be answered.
        case offered
        /// Has said yes to the offer, and paid it if it has a price.
        case accepted
        case declined
        /// Has not answered the offer in time.
        case lapsed
        /// Has left without an offer, or the event has begun.
        case left
    }

    /// Rises with time: earlier entries come first.
    package let id: WaitlistEntryID
    package let event: Event
    package let userID: UserID
    /// The seats that the guest asks for, within `Seats.limits`.
    package let seats: Int
    /// Whether the guest takes fewer seats if no more are free.
    package let acceptsFewer: Bool
    package let status: Status
    /// From 1; nil unless the guest waits.
    package let position: Int?
    /// The booking of the offer; nil before it.
    package let bookingID: BookingID?
    /// Nil unless an offer is open.
    package let offerExpiresAt: Timestamp?
    /// The seats of the offer, and later of its booking; nil before it.
    package let offeredSeats: Int?
    package let createdAt: Timestamp

    package init(
        id: WaitlistEntryID, event: Event, userID: UserID, seats: Int, acceptsFewer: Bool,
        status: Status, position: Int? = nil, bookingID: BookingID? = nil,
        offerExpiresAt: Timestamp? = nil, offeredSeats: Int? = nil, createdAt: Timestamp
    ) {
        self.id = id
        self.event = event
        self.userID = userID
        self.seats = seats
        self.acceptsFewer = acceptsFewer
        self.status = status
        self.position = position
        self.bookingID = bookingID
        self.offerExpiresAt = offerExpiresAt
        self.offeredSeats = offeredSeats
        self.createdAt = createdAt
    }
}

package typealias WaitlistEntryID = Identifier<WaitlistEntry>

extension WaitlistEntry.Status {
    /// The status of an entry whose booking, if it has one, is in this state.
    ///
    /// - Parameters:
    ///   - hasLeft: Whether the guest has left the list, or it has ended.
    ///   - booking: Nil before an offer.
    ///   - wasConfirmed: Whether the booking is or was confirmed.
    package init(hasLeft: Bool, booking: SeatState?, wasConfirmed: Bool) {
        switch booking {
        case nil: self = hasLeft ? .left : .waiting
        case _? where wasConfirmed: self = .accepted
        case .held?: self = .offered
        case .expired?, .refunded?: self = .lapsed
        case .cancelled?, .confirmed?: self = .declined
        }
    }
}
