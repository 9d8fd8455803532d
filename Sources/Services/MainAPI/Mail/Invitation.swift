import BookingDomain
import BookingStore
import Timekeeping

/// A booking as an entry of its guest's calendar, to be taken up, changed or taken out
/// (iCalendar RFC 5545, its scheduling RFC 5546).
struct Invitation {
    let booking: Booking
    let guest: String
    let sender: String
    /// The same for all that becomes of the event.
    let identity: String
    let sequence: Int
    let isCancelled: Bool
    let now: Timestamp

    var method: String { isCancelled ? "CANCEL" : "REQUEST" }

    var bytes: [UInt8] {
        let event = booking.event
        var lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Sessions//Booking//EN",
            "CALSCALE:GREGORIAN", "METHOD:\(method)", "BEGIN:VEVENT", "UID:\(identity)",
            "DTSTAMP:\(CalendarEntry.text(now))", "SEQUENCE:\(sequence)",
            "DTSTART:\(CalendarEntry.text(event.startsAt))",
            "DTEND:\(CalendarEntry.text(event.endsAt))",
            "SUMMARY:\(CalendarEntry.escaped(event.title))",
            "ORGANIZER:mailto:\(sender)",
            "ATTENDEE;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:\(guest)",
            "STATUS:\(isCancelled ? "CANCELLED" : "CONFIRMED")",
        ]
        if !event.location.isEmpty {
            lines.append("LOCATION:\(CalendarEntry.escaped(event.location))")
        }
        lines += ["END:VEVENT", "END:VCALENDAR"]
        return lines.flatMap { CalendarEntry.folded($0) }
    }
}
