import BookingDomain

/// An event in the words of a page.
struct EventFormatter {
    let event: Event

    var start: LocalTime { LocalTime(event.startsAt, in: event.timeZone) }
    var end: LocalTime { LocalTime(event.endsAt, in: event.timeZone) }

    /// The days, such as `Friday, 12 February 2027`.
    var days: String {
        let (start, end) = (start, end)
        guard !start.isSameDay(as: end) else {
            return "\(start.weekdayName), \(start.dayAndMonth) \(start.year)"
        }
        let year = start.year == end.year ? "" : " \(start.year)"
        return "\(start.shortDate)\(year) – \(end.shortDate) \(end.year)"
    }

    /// The hours, such as `09:00 – 10:00`.
    var hours: String { "\(start.clock) – \(end.clock)" }

    /// Whose clock that is, such as `Kolkata time`.
    var clockOwner: String {
        guard let city = event.timeZone.split(separator: "/").last, event.timeZone.contains("/")
        else { return start.offsetName }
        return "\(city.replacing("_", with: " ")) time"
    }

    /// The same with its distance from UTC, such as `Kolkata time, UTC+5:30`.
    var zone: String {
        event.timeZone.contains("/") ? "\(clockOwner), \(start.offsetName)" : clockOwner
    }

    /// When and for how long, in one line for a list.
    var brief: String {
        let (start, end) = (start, end)
        guard !start.isSameDay(as: end) else { return "\(start.clock) – \(end.clock)" }
        return "\(start.clock), until \(end.shortDate)"
    }

    var kind: String {
        switch event.kind {
        case .session: "Session"
        case .retreat: "Retreat"
        }
    }

    /// What one seat costs.
    var price: String {
        event.price == 0 ? "Free" : Money(amount: event.price, currency: event.currency).text
    }

    /// What is left, and how it should be looked at: as a class of the style sheet.
    ///
    /// Only what is scarce or gone stands out.
    var seats: (text: String, style: HTML) {
        switch event.seatsLeft {
        case _ where event.status == .cancelled: ("Cancelled", "tag bad")
        case ...0: ("Full", "tag bad")
        case 1: ("1 seat left", "tag warn")
        case let left where left <= 5: ("\(left) seats left", "tag warn")
        case let left: ("\(left) seats left", "")
        }
    }

    /// What comes back to whoever cancels, from the longest notice to the shortest.
    var refunds: [(share: String, condition: String)] {
        guard event.price > 0 else { return [] }
        let tiers = event.refundPolicy.tiers.map { tier in
            (share: "\(tier.percent) %", condition: Self.condition(tier.hoursBefore))
        }
        guard let last = event.refundPolicy.tiers.last, last.percent > 0 else { return tiers }
        guard last.hoursBefore > 0 else { return tiers }
        return tiers + [(share: "0 %", condition: "after that")]
    }

    private static func condition(_ hours: Int64) -> String {
        switch hours {
        case 0: "until it starts"
        case 1: "until 1 hour before the start"
        case let hours where hours % 24 == 0 && hours > 24:
            "until \(hours / 24) days before the start"
        default: "until \(hours) hours before the start"
        }
    }

    /// The picture of the sky at the hour of its start, below the assets.
    var sky: String {
        let hour =
            switch start.hour {
            case 5..<8: "dawn"
            case 8..<11: "morning"
            case 11..<15: "noon"
            case 15..<18: "afternoon"
            case 18..<20: "dusk"
            default: "night"
            }
        return "skies/\(hour)-\(event.kind.rawValue).svg"
    }
}
