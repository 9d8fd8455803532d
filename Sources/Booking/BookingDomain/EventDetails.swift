import Timekeeping

/// An event as its facilitator last wrote it: all of it but its seats, which bookings change.
///
/// A class, so that one that many requests have at once is handed on as one reference.
package final class EventDetails: Sendable {
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

    /// An edition as the store reads it.
    package init(
        title: String, description: String, kind: EventKind, facilitator: Facilitator,
        location: String, timeZone: String, startsAt: Timestamp, endsAt: Timestamp, price: Int64,
        currency: Currency, status: EventStatus, refundPolicy: RefundPolicy, version: Int64
    ) {
        self.title = title
        self.description = description
        self.kind = kind
        self.facilitator = facilitator
        self.location = location
        self.timeZone = timeZone
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.price = price
        self.currency = currency
        self.status = status
        self.refundPolicy = refundPolicy
        self.version = version
    }
}

extension EventDetails: Equatable {
    package static func == (one: EventDetails, other: EventDetails) -> Bool {
        one === other
            || one.title == other.title && one.description == other.description
                && one.kind == other.kind && one.facilitator == other.facilitator
                && one.location == other.location && one.timeZone == other.timeZone
                && one.startsAt == other.startsAt && one.endsAt == other.endsAt
                && one.price == other.price && one.currency == other.currency
                && one.status == other.status && one.refundPolicy == other.refundPolicy
                && one.version == other.version
    }
}
