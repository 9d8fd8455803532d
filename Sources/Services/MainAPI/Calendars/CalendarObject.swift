/// An iCalendar object (VCALENDAR, RFC 5545 §3.4).
struct CalendarObject {
    /// The name of a calendar to subscribe to; nil for a file or an invitation.
    var name: String?
    let entries: [CalendarEntry]

    /// Calendar programs refuse larger calendars; entries after this size are left out.
    private static let maximumBytes = 4 << 20

    var bytes: [UInt8] {
        var text = CalendarText()
        text.lines([
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Self-hosted//Booking//EN",
            "CALSCALE:GREGORIAN", "METHOD:\(entries.first?.method ?? "PUBLISH")",
        ])
        if let name {
            // RFC 7986 §5.1 and §5.7, and their forerunners for Apple, Google and Outlook.
            text.lines([
                "NAME:\(CalendarText.escaped(name))", "X-WR-CALNAME:\(CalendarText.escaped(name))",
                "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H",
            ])
        }
        for entry in entries where text.bytes.count < Self.maximumBytes { entry.write(to: &text) }
        if entries.isEmpty { text.lines(Self.component) }
        text.line("END:VCALENDAR")
        return text.bytes
    }

    /// An object has at least one component (RFC 5545 §3.6), an empty calendar this one.
    private static let component = [
        "BEGIN:VTIMEZONE", "TZID:Etc/UTC", "BEGIN:STANDARD", "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0000", "TZOFFSETTO:+0000", "END:STANDARD", "END:VTIMEZONE",
    ]
}
