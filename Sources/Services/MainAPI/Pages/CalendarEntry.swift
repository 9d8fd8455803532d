import BookingDomain
import TextEncoding
import Timekeeping

/// An event as an iCalendar object (RFC 5545): a file to download, or a guest's invitation.
///
/// The file of a booking and its letters have the same properties but for the method and the guest.
struct CalendarEntry {
    /// What all entries of this installation have in common.
    struct Source: Sendable {
        /// Makes the UIDs of two installations differ.
        let installation: String
        /// The base URL of the web pages.
        let address: String
        /// The e-mail address that sends the invitations.
        let organizer: String
    }

    let event: Event
    let source: Source
    let now: Timestamp
    /// The guest's booking; nil for an entry that anyone may download.
    var booking: Booking?
    var sequence: Int?
    /// The address of the guest whom the entry invites; nil for a file.
    var guest: String?

    /// The scheduling method (RFC 5546 §1.4).
    var method: String {
        guest == nil ? "PUBLISH" : isCancelled ? "CANCEL" : "REQUEST"
    }

    private var isCancelled: Bool {
        event.status == .cancelled || booking.map { !$0.status.takesSeats } ?? false
    }

    /// A booking's file and its e-mails have one UID, so a calendar shows one entry (§3.8.4.7). Two
    /// bookings of one mailbox have different ones, so the cancellation of one keeps the other.
    private var uid: String {
        let name = booking.map { "booking-\($0.id)" } ?? "event-\(event.id)"
        return "\(name).\(source.installation)@sessions"
    }

    /// A guest without an account has no page of the booking.
    private var url: String {
        guard let booking, booking.userID != nil else { return "\(source.address)/e/\(event.id)" }
        return "\(source.address)/my/bookings/\(booking.id)"
    }

    private var description: String {
        let number = booking.map { "Booking \($0.id): " } ?? ""
        return [booking?.attendeeInfo ?? "", event.description, number + url].filter { !$0.isEmpty }
            .joined(separator: "\n\n")
    }

    /// UTF-8 in lines of at most 75 bytes that end with CRLF (§3.1).
    var bytes: [UInt8] {
        var lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Sessions//Booking//EN",
            "CALSCALE:GREGORIAN", "METHOD:\(method)", "BEGIN:VEVENT",
            "UID:\(uid)", "DTSTAMP:\(Self.dateTime(now))",
            "SEQUENCE:\(sequence ?? max(0, Int(event.version) - 1))",
            "DTSTART:\(Self.dateTime(event.startsAt))", "DTEND:\(Self.dateTime(event.endsAt))",
            "SUMMARY:\(Self.escaped(event.title))",
            "ORGANIZER;CN=\(Self.quoted(event.facilitator.name)):\(Self.mailAddress(source.organizer))",
        ]
        if let guest {
            lines.append("ATTENDEE;PARTSTAT=ACCEPTED;RSVP=FALSE:\(Self.mailAddress(guest))")
        }
        if !event.location.isEmpty { lines.append("LOCATION:\(Self.escaped(event.location))") }
        lines += [
            "DESCRIPTION:\(Self.escaped(description))", "URL:\(url)",
            "STATUS:\(isCancelled ? "CANCELLED" : "CONFIRMED")",
            "END:VEVENT", "END:VCALENDAR",
        ]
        return lines.flatMap(Self.folded)
    }

    /// A date-time in UTC (§3.3.5).
    private static func dateTime(_ moment: Timestamp) -> String {
        moment.rfc3339.filter { $0 != "-" && $0 != ":" }
    }

    /// A quoted parameter value, which cannot contain quotes or control characters (§3.1).
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars where scalar.value >= 0x20 && scalar.value != 0x7F {
            quoted.unicodeScalars.append(scalar == "\"" ? "'" : scalar)
        }
        return quoted + "\""
    }

    /// The URL of an e-mail address (RFC 6068 §2).
    private static func mailAddress(_ address: String) -> String {
        let parts = address.split(separator: "@", maxSplits: 1)
        return "mailto:" + parts.map { PercentEncoding.encode(String($0)) }.joined(separator: "@")
    }

    /// A text value (§3.3.11), without the control characters that it may not contain.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ";", ",":
                escaped += "\\"
                escaped.unicodeScalars.append(scalar)
            case "\n": escaped += "\\n"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: break
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// The line, folded between characters and never within one.
    static func folded(_ line: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var length = 0
        for scalar in line.unicodeScalars {
            let encoded = UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            if length + encoded.count > 75 {
                bytes += "\r\n ".utf8
                length = 1
            }
            bytes += encoded
            length += encoded.count
        }
        return bytes + "\r\n".utf8
    }
}
