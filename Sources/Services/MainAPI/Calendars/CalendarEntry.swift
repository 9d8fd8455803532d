import BookingDomain
import BookingStore
import TextEncoding
import Timekeeping

/// An event in a calendar (VEVENT, RFC 5545 §3.6.1): of a file, an invitation or a calendar to
/// subscribe to.
///
/// The entries of a booking in all three have one UID and SEQUENCE.
struct CalendarEntry {
    /// What all entries of this installation have in common.
    struct Source: Sendable {
        /// Makes the UIDs of two installations differ.
        let installation: String
        /// The base URL of the web pages.
        let address: String
        /// The email address that sends the invitations.
        let organizer: String
    }

    /// The differences of an entry in a calendar to subscribe to.
    struct Subscription {
        /// The first lines of the description; nil for none.
        var note: String?
        /// The path of the page for its readers; nil for the guests' page.
        var path: String?
        /// Whether its reader is busy at that time.
        var isBusy = true
        /// The limit for the event's description, in Unicode scalars; nil for none.
        var longestDescription: Int?
    }

    let event: Event
    let source: Source
    /// When the object was created; in a calendar to subscribe to, when the entry last changed, so
    /// that equal contents are equal bytes.
    let now: Timestamp
    /// The guest's booking; nil for an entry that anyone may download.
    var booking: Booking?
    var sequence: Int?
    /// The address of the guest whom the entry invites; nil for others.
    var guest: String?
    /// Nil for a file and an invitation.
    var subscription: Subscription?

    /// The entry as an object of its own.
    var object: CalendarObject { CalendarObject(entries: [self]) }

    /// The scheduling method of the object that has the entry (RFC 5546 §1.4).
    var method: String {
        guest == nil ? "PUBLISH" : isCancelled ? "CANCEL" : "REQUEST"
    }

    private var isCancelled: Bool {
        event.status == .cancelled || booking.map { !$0.status.takesSeats } ?? false
    }

    /// A booking's file and its emails have one UID, so a calendar shows one entry (§3.8.4.7). Two
    /// bookings of one mailbox have different ones, so the cancellation of one keeps the other.
    private var uid: String {
        let name = booking.map { "booking-\($0.id)" } ?? "event-\(event.id)"
        return "\(name).\(source.installation)@sessions"
    }

    /// A guest without an account has no page of the booking.
    private var url: String {
        if let path = subscription?.path { return source.address + path }
        guard let booking, booking.userID != nil else { return "\(source.address)/e/\(event.id)" }
        return "\(source.address)/my/bookings/\(booking.id)"
    }

    private var description: String {
        let number = booking.map { "Booking \($0.id): " } ?? ""
        var text = event.description
        if let limit = subscription?.longestDescription,
            let end = text.unicodeScalars.index(
                text.startIndex, offsetBy: limit, limitedBy: text.endIndex), end < text.endIndex
        {
            text = text[..<end] + " …"
        }
        return [subscription?.note ?? "", booking?.attendeeInfo ?? "", text, number + url]
            .filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    /// Adds the lines of the VEVENT.
    func write(to text: inout CalendarText) {
        let stamp = CalendarText.dateTime(now)
        text.lines([
            "BEGIN:VEVENT", "UID:\(uid)", "DTSTAMP:\(stamp)",
            "SEQUENCE:\(sequence ?? max(0, Int(event.version) - 1))",
            "DTSTART:\(CalendarText.dateTime(event.startsAt))",
            "DTEND:\(CalendarText.dateTime(event.endsAt))",
            "SUMMARY:\(CalendarText.escaped(event.title))",
        ])
        if let subscription {
            // Without ORGANIZER: Outlook shows an entry that has one as a meeting to answer, and
            // Google as another person's event. Only scheduling needs it (§3.8.4.3).
            text.line("LAST-MODIFIED:\(stamp)")
            if !subscription.isBusy { text.line("TRANSP:TRANSPARENT") }
        } else {
            let name = CalendarText.quoted(event.facilitator.name)
            text.line("ORGANIZER;CN=\(name):\(CalendarText.mailAddress(source.organizer))")
        }
        if let guest {
            text.line("ATTENDEE;PARTSTAT=ACCEPTED;RSVP=FALSE:\(CalendarText.mailAddress(guest))")
        }
        if !event.location.isEmpty {
            text.line("LOCATION:\(CalendarText.escaped(event.location))")
        }
        text.lines([
            "DESCRIPTION:\(CalendarText.escaped(description))", "URL:\(url)",
            "STATUS:\(isCancelled ? "CANCELLED" : "CONFIRMED")", "END:VEVENT",
        ])
    }
}

extension CalendarEntry {
    /// The entry of a guest's booking in the guest's calendar.
    init(_ found: CalendarBooking, source: Source) {
        self.init(
            event: found.booking.event, source: source, now: found.changedAt,
            booking: found.booking, sequence: found.sequence, subscription: Subscription())
    }

    /// The limit for descriptions in calendars of events, of which there may be a thousand.
    private static let longestDescription = 1_000

    /// The entry of an event in the public calendar.
    init(public found: CalendarEvent, source: Source) {
        self.init(
            event: found.event, source: source, now: found.changedAt,
            subscription: Subscription(
                isBusy: false, longestDescription: Self.longestDescription))
    }

    /// The entry of an event in its facilitator's calendar.
    init(own found: CalendarEvent, source: Source) {
        let event = found.event
        self.init(
            event: event, source: source, now: found.changedAt,
            subscription: Subscription(
                note: "\(event.seatsTaken) of \(event.capacity) seats taken",
                path: "/facilitator/events/\(event.id)",
                longestDescription: Self.longestDescription))
    }
}
