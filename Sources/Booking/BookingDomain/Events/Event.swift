import Timekeeping

/// The length of an event in broad terms; the raw value is its word on the wire.
package enum EventKind: String, CaseIterable, Sendable {
    /// An hour or so.
    case session
    /// Some days.
    case retreat
}

/// Whether an event takes place; whether it is over follows from its times.
package enum EventStatus: String, CaseIterable, Sendable {
    case scheduled
    case cancelled
}

/// Who sees an event; the raw value is its word on the wire.
package enum EventVisibility: String, CaseIterable, Sendable {
    /// In lists and searches.
    case `public`
    /// For guests who have its address.
    case unlisted
    /// For its facilitator alone, and not to be booked.
    case draft
}

/// A session or retreat that guests can book, as read at one moment.
package struct Event: Equatable, Sendable {
    /// MainAPI's id; it rises, and is never given to another event.
    package let id: EventID
    package let details: EventDetails
    /// All seats; never fewer than are taken.
    package let capacity: Int
    /// Seats that are neither confirmed nor in a hold that has yet to expire.
    package var seatsFree: Int
    package let waitlist: EventWaitlist
    /// Cancelled seats whose guests get more money back when they are taken again.
    package let contingentSeats: Int

    package init(
        id: EventID, details: EventDetails, capacity: Int, seatsFree: Int,
        waitlist: EventWaitlist = .none, contingentSeats: Int = 0
    ) {
        self.id = id
        self.details = details
        self.capacity = capacity
        self.seatsFree = seatsFree
        self.waitlist = waitlist
        self.contingentSeats = contingentSeats
    }

    /// Confirmed seats and those in a hold that has yet to expire.
    package var seatsTaken: Int { capacity - seatsFree }

    /// The seats open to all: 0 while free seats can be offered to waiting guests.
    package var seatsLeft: Int { waitlist.canTake(seatsFree) ? 0 : seatsFree }

    /// The end of booking, if it is earlier than the start.
    package var bookingClosesAt: Timestamp? { details.content.bookingClosesAt }

    /// The price of `seats`, in minor units; the limits of both keep it far from overflow.
    package func amount(for seats: Seats) -> Int64 {
        price * Int64(seats.count)
    }

    /// Throws unless guests can book the event at `now`; `checkSeatsLeft(for:)` checks the seats.
    package func checkOpenForBooking(at now: Timestamp) throws(Refusal) {
        if status == .cancelled { throw .eventCancelled }
        if endsAt <= now { throw .eventPast }
        if startsAt <= now { throw .eventStarted }
        if let closesAt = bookingClosesAt, closesAt <= now { throw .bookingClosed }
    }

    /// Throws `eventFull` if fewer than `seats` are left.
    package func checkSeatsLeft(for seats: Seats) throws(Refusal) {
        if seatsLeft < seats.count { throw .eventFull(seatsLeft: max(0, seatsLeft)) }
    }

    /// Throws unless the facilitator can edit the event at `now`.
    package func checkEditable(at now: Timestamp) throws(Refusal) {
        if status == .cancelled { throw .eventCancelled }
        if endsAt <= now { throw .eventPast }
    }
}

/// An event without its seats, which bookings change.
///
/// A class, so that many requests share one copy by reference.
package final class EventDetails: Sendable {
    package let content: EventContent
    package let facilitator: Facilitator
    package let status: EventStatus
    /// Rises by one with every edit, so that an edit of a stale copy can be refused.
    package let version: Int64
    /// The facilitator's reason for the cancellation; nil without one.
    package let cancellationReason: GuestReason?
    /// The facilitator's reason for the latest change of time or place; nil without one.
    package let changeReason: GuestReason?
    /// Nil unless the status is `cancelled`.
    package let cancelledAt: Timestamp?
    /// The series that the event belongs to; nil for a single event.
    package let seriesID: SeriesID?
    /// Nil for an event that is shown with a painted sky.
    package let picture: StoredPicture?

    package init(
        content: EventContent, facilitator: Facilitator, status: EventStatus, version: Int64,
        cancellationReason: GuestReason? = nil, changeReason: GuestReason? = nil,
        cancelledAt: Timestamp? = nil, seriesID: SeriesID? = nil, picture: StoredPicture? = nil
    ) {
        self.content = content
        self.facilitator = facilitator
        self.status = status
        self.version = version
        self.cancellationReason = cancellationReason
        self.changeReason = changeReason
        self.cancelledAt = cancelledAt
        self.seriesID = seriesID
        self.picture = picture
    }
}

extension EventDetails: Equatable {
    package static func == (left: EventDetails, right: EventDetails) -> Bool {
        left === right
            || left.content == right.content && left.facilitator == right.facilitator
                && left.status == right.status && left.version == right.version
                && left.cancellationReason == right.cancellationReason
                && left.changeReason == right.changeReason
                && left.cancelledAt == right.cancelledAt && left.seriesID == right.seriesID
                && left.picture == right.picture
    }
}
