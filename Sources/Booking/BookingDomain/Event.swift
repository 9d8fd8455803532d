import Timekeeping

/// A session or retreat that guests can book, as it stands in the store at one moment.
package struct Event: Equatable, Sendable {
    /// Given out by MainAPI, rising, and never again to another event: none is ever deleted.
    package let id: EventID
    /// What its facilitator has written of it.
    package let edition: EventDetails
    /// How many seats it has in all; it never falls below those that are taken.
    package let capacity: Int
    /// Seats that nobody has: neither confirmed nor in a hold that still runs.
    package let seatsLeft: Int

    /// An event as the store reads it.
    package init(id: EventID, edition: EventDetails, capacity: Int, seatsLeft: Int) {
        self.id = id
        self.edition = edition
        self.capacity = capacity
        self.seatsLeft = seatsLeft
    }

    /// Seats that somebody has.
    package var seatsTaken: Int { capacity - seatsLeft }

    /// The same event with `count` seats left.
    package func with(seatsLeft count: Int) -> Event {
        Event(id: id, edition: edition, capacity: capacity, seatsLeft: count)
    }

    /// What `seats` cost; the limits of price and seats keep it far from overflow.
    package func amount(for seats: Seats) -> Int64 {
        price * Int64(seats.count)
    }

    /// Throws the refusal that meets a guest who would book at `now`, whatever the seats left.
    package func checkOpenForBooking(at now: Timestamp) throws(Refusal) {
        if status == .cancelled { throw .eventCancelled }
        if endsAt <= now { throw .eventPast }
        if startsAt <= now { throw .eventStarted }
    }

    /// Throws `eventFull` if fewer than `seats` are left.
    package func checkRoom(for seats: Seats) throws(Refusal) {
        if seatsLeft < seats.count { throw .eventFull(seatsLeft: max(0, seatsLeft)) }
    }

    /// Throws the refusal that meets a facilitator who would edit the event at `now`.
    package func checkEditable(at now: Timestamp) throws(Refusal) {
        if status == .cancelled { throw .eventCancelled }
        if endsAt <= now { throw .eventPast }
    }
}

// Of its edition.
extension Event {
    /// What it is called.
    package var title: String { edition.title }
    /// What it is about.
    package var description: String { edition.description }
    /// A session or a retreat.
    package var kind: EventKind { edition.kind }
    /// Who gives it.
    package var facilitator: Facilitator { edition.facilitator }
    /// Where it takes place.
    package var location: String { edition.location }
    /// The IANA name of the time zone there.
    package var timeZone: String { edition.timeZone }
    /// When it begins.
    package var startsAt: Timestamp { edition.startsAt }
    /// When it is over.
    package var endsAt: Timestamp { edition.endsAt }
    /// For one seat, in minor units of its currency.
    package var price: Int64 { edition.price }
    /// What its price is in.
    package var currency: Currency { edition.currency }
    /// Whether it takes place.
    package var status: EventStatus { edition.status }
    /// What guests who book now get back if they cancel.
    package var refundPolicy: RefundPolicy { edition.refundPolicy }
    /// Rises by one with every edit.
    package var version: Int64 { edition.version }
}
