import Timekeeping

/// A session or retreat that guests can book, as it stands in the store at one moment.
package struct Event: Equatable, Sendable {
    /// Given out by MainAPI, rising, and never again to another event: none is ever deleted.
    package let id: EventID
    /// What it is called: one line of 1–200 Unicode scalars.
    package let title: String
    /// What it is about: plain text of up to 10,000 Unicode scalars, which may have lines.
    package let description: String
    /// A session of an hour or so, or a retreat of some days.
    package let kind: EventKind
    /// Who gives it, by the name that CRMAPI sent with their latest command.
    package let facilitator: Facilitator
    /// Where it takes place: one line of up to 200 Unicode scalars, empty where nobody said.
    package let location: String
    /// An IANA name, checked when the event was written.
    package let timeZone: String
    /// When it begins, in UTC; from then on it cannot be booked.
    package let startsAt: Timestamp
    /// When it is over, in UTC; after `startsAt`, by 366 days at most.
    package let endsAt: Timestamp
    /// How many seats it has in all; it never falls below those that are taken.
    package let capacity: Int
    /// Seats that nobody has: neither confirmed nor in a hold that still runs.
    package let seatsLeft: Int
    /// For one seat, in minor units; 0 is a free event.
    package let price: Int64
    /// What `price` is in; a free event has one too.
    package let currency: Currency
    /// Whether it takes place.
    package let status: EventStatus
    /// What guests who book now get back if they cancel; earlier bookings keep theirs.
    package let refundPolicy: RefundPolicy
    /// Rises by one with every edit, so that an edit of a stale copy can be refused.
    package let version: Int64

    /// An event as the store reads it.
    package init(
        id: EventID, title: String, description: String, kind: EventKind,
        facilitator: Facilitator, location: String, timeZone: String, startsAt: Timestamp,
        endsAt: Timestamp, capacity: Int, seatsLeft: Int, price: Int64, currency: Currency,
        status: EventStatus, refundPolicy: RefundPolicy, version: Int64
    ) {
        self.id = id
        self.title = title
        self.description = description
        self.kind = kind
        self.facilitator = facilitator
        self.location = location
        self.timeZone = timeZone
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.capacity = capacity
        self.seatsLeft = seatsLeft
        self.price = price
        self.currency = currency
        self.status = status
        self.refundPolicy = refundPolicy
        self.version = version
    }

    /// Seats that somebody has.
    package var seatsTaken: Int { capacity - seatsLeft }

    /// The same event with `count` seats left.
    package func with(seatsLeft count: Int) -> Event {
        Event(
            id: id, title: title, description: description, kind: kind, facilitator: facilitator,
            location: location, timeZone: timeZone, startsAt: startsAt, endsAt: endsAt,
            capacity: capacity, seatsLeft: count, price: price, currency: currency,
            status: status, refundPolicy: refundPolicy, version: version)
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
