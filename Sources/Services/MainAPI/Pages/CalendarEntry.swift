import BookingDomain
import Timekeeping

/// An event as an iCalendar object (RFC 5545): a file to download, or a guest's invitation.
struct CalendarEntry {
    /// The part of an entry that invites a guest or cancels the invitation (RFC 5546).
    struct Invitation {
        let guest: String
        let sender: String
        let sequence: Int
        let isCancelled: Bool
    }

    let event: Event
    /// Makes the UIDs of two installations differ.
    let installation: String
    let now: Timestamp
    /// The guest's booking; nil for an entry that anyone may download.
    var booking: Booking?
    var sequence: Int?
    var invitation: Invitation?

    /// The scheduling method (RFC 5546 §1.4).
    var method: String {
        guard let invitation else { return "PUBLISH" }
        return invitation.isCancelled ? "CANCEL" : "REQUEST"
    }

    /// A booking's file and its e-mails have one UID, so a calendar shows one entry (§3.8.4.7). Two
    /// bookings of one mailbox have different ones, so the cancellation of one keeps the other.
    private var uid: String {
        let name = booking.map { "booking-\($0.id)" } ?? "event-\(event.id)"
        return "\(name).\(installation)@sessions"
    }

    /// UTF-8 in lines of at most 75 bytes that end with CRLF (§3.1).
    var bytes: [UInt8] {
        var lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Sessions//Booking//EN",
            "CALSCALE:GREGORIAN", "METHOD:\(method)", "BEGIN:VEVENT",
            "UID:\(uid)", "DTSTAMP:\(Self.dateTime(now))",
            "SEQUENCE:\(invitation?.sequence ?? sequence ?? max(0, Int(event.version) - 1))",
            "DTSTART:\(Self.dateTime(event.startsAt))", "DTEND:\(Self.dateTime(event.endsAt))",
            "SUMMARY:\(Self.escaped(event.title))",
        ]
        if !event.location.isEmpty { lines.append("LOCATION:\(Self.escaped(event.location))") }
        if let invitation {
            lines += [
                "ORGANIZER:mailto:\(invitation.sender)",
                "ATTENDEE;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:\(invitation.guest)",
                "STATUS:\(invitation.isCancelled ? "CANCELLED" : "CONFIRMED")",
            ]
        } else {
            if !event.description.isEmpty {
                lines.append("DESCRIPTION:\(Self.escaped(event.description))")
            }
            if event.status == .cancelled || booking?.status == .cancelled {
                lines.append("STATUS:CANCELLED")
            }
        }
        lines += ["END:VEVENT", "END:VCALENDAR"]
        return lines.flatMap(Self.folded)
    }

    /// A date-time in UTC (§3.3.5).
    private static func dateTime(_ moment: Timestamp) -> String {
        moment.rfc3339.filter { $0 != "-" && $0 != ":" }
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
