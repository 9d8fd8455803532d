import BookingDomain
import Timekeeping

/// An event as a calendar file (iCalendar, RFC 5545).
struct CalendarEntry {
    let event: Event
    /// Tells this centre's events from those of others.
    let installation: String
    let now: Timestamp

    /// What an event is known by in a calendar, whether a page or an e-mail brought it there
    /// (§3.8.4.7).
    static func identity(of event: EventID, at installation: String) -> String {
        "event-\(event).\(installation)@sessions"
    }

    /// UTF-8, in lines of at most 75 bytes that end with CRLF (§3.1).
    var bytes: [UInt8] {
        var lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Sessions//Booking//EN",
            "CALSCALE:GREGORIAN", "METHOD:PUBLISH", "BEGIN:VEVENT",
            "UID:\(Self.identity(of: event.id, at: installation))", "DTSTAMP:\(Self.text(now))",
            "SEQUENCE:\(max(0, event.version - 1))", "DTSTART:\(Self.text(event.startsAt))",
            "DTEND:\(Self.text(event.endsAt))", "SUMMARY:\(Self.escaped(event.title))",
        ]
        if !event.location.isEmpty { lines.append("LOCATION:\(Self.escaped(event.location))") }
        if !event.description.isEmpty {
            lines.append("DESCRIPTION:\(Self.escaped(event.description))")
        }
        if event.status == .cancelled { lines.append("STATUS:CANCELLED") }
        lines += ["END:VEVENT", "END:VCALENDAR"]
        return lines.flatMap { Self.folded($0) }
    }

    /// A date-time in UTC (§3.3.5).
    static func text(_ moment: Timestamp) -> String {
        moment.rfc3339.filter { $0 != "-" && $0 != ":" }
    }

    /// A text value (§3.3.11); other control characters have no place in one.
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

    /// The line, broken between characters and never within one.
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
