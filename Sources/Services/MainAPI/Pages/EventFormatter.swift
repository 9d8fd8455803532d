import BookingDomain
import TextEncoding
import Timekeeping

/// The texts that describe an event on a page or in an email.
struct EventFormatter {
    let event: Event

    var start: LocalTime { LocalTime(event.startsAt, in: event.timeZone) }
    var end: LocalTime { LocalTime(event.endsAt, in: event.timeZone) }

    /// Such as `Friday, 12 February 2027`.
    var days: String {
        let (start, end) = (start, end)
        guard !start.isSameDay(as: end) else {
            return "\(start.weekdayName), \(start.dayAndMonth) \(start.year)"
        }
        let year = start.year == end.year ? "" : " \(start.year)"
        return "\(start.shortDate)\(year) – \(end.shortDate) \(end.year)"
    }

    /// Such as `09:00 – 10:00`.
    var hours: String { "\(start.clock) – \(end.clock)" }

    /// The name of the time zone, such as `Kolkata time`.
    var zoneName: String {
        guard hasCity, let city = event.timeZone.split(separator: "/").last else {
            return start.offsetName
        }
        return "\(city.replacing("_", with: " ")) time"
    }

    /// The sign in a name such as `Etc/GMT+5` is the opposite of the usual one.
    private var hasCity: Bool {
        event.timeZone.contains("/") && !event.timeZone.hasPrefix("Etc/")
    }

    /// Such as `Kolkata time, UTC+5:30`.
    var zoneNameAndOffset: String {
        hasCity ? "\(zoneName), \(start.offsetName)" : zoneName
    }

    /// Such as `Friday, 12 February 2027, 09:00 – 10:00 (Kolkata time, UTC+5:30; Asia/Kolkata)`.
    var timeAndZone: String {
        let (start, end) = (start, end)
        let last = start.isSameDay(as: end) ? end.clock : Self.dayAndClock(end)
        let zone = zoneNameAndOffset
        let name = zone == event.timeZone ? "" : "; \(event.timeZone)"
        return "\(Self.dayAndClock(start)) – \(last) (\(zone)\(name))"
    }

    /// A time in the event's zone, such as `Friday, 12 February 2027, 09:00 (Kolkata time, UTC+5:30)`.
    func text(of time: Timestamp) -> String {
        let local = LocalTime(time, in: event.timeZone)
        let zone = hasCity ? "\(zoneName), \(local.offsetName)" : local.offsetName
        return "\(Self.dayAndClock(local)) (\(zone))"
    }

    private static func dayAndClock(_ time: LocalTime) -> String {
        "\(time.weekdayName), \(time.dayAndMonth) \(time.year), \(time.clock)"
    }

    /// The time in one line for a list, such as `09:00 – 10:00`.
    var shortTime: String {
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

    var price: String {
        event.price == 0 ? "Free" : Money(amount: event.price, currency: event.currency).text
    }

    /// The most seats left that are highlighted.
    static let fewSeats = 5

    /// The seats left, with a style sheet class that highlights few or no seats.
    var seats: (text: String, style: HTML) {
        switch event.seatsLeft {
        case _ where event.status == .cancelled: ("Cancelled", "tag bad")
        case ...0: ("Full", "tag bad")
        case 1: ("1 seat left", "tag warn")
        case let left where left <= Self.fewSeats: ("\(left) seats left", "tag warn")
        case let left: ("\(left) seats left", "")
        }
    }

    /// The seats left; for a full event also the number of people who wait for seats.
    var seatsAndWaiting: (text: String, style: HTML) {
        let waiting = event.waitlist.waiting
        guard event.status == .scheduled, event.seatsLeft <= 0, waiting > 0 else { return seats }
        return ("\(seats.text) · \(waiting) waiting", seats.style)
    }

    /// A tier of the refund policy in words.
    struct RefundTier: Equatable {
        /// Such as `50 %`.
        let share: String
        let condition: String
        /// The share once the place is taken again; nil if it is the same.
        var shareIfFilled: String?
    }

    /// The share of the price that a guest gets back, earliest cancellation first.
    var refunds: [RefundTier] {
        guard event.price > 0 else { return [] }
        let tiers = event.refundPolicy.tiers.map { tier in
            RefundTier(
                share: "\(tier.percent) %", condition: Self.condition(tier.hoursBefore),
                shareIfFilled: tier.highestPercent > tier.percent
                    ? "\(tier.highestPercent) %" : nil)
        }
        guard let last = event.refundPolicy.tiers.last, last.highestPercent > 0 else {
            return tiers
        }
        guard last.hoursBefore > 0 else { return tiers }
        return tiers + [RefundTier(share: "0 %", condition: "after that")]
    }

    /// The end of a tier of the refund policy, such as `until 14 days before the start`.
    static func condition(_ hours: Int64, from preposition: String = "until") -> String {
        switch hours {
        case 0: "until it starts"
        case 1: "\(preposition) 1 hour before the start"
        case let hours where hours % 24 == 0 && hours > 24:
            "\(preposition) \(hours / 24) days before the start"
        default: "\(preposition) \(hours) hours before the start"
        }
    }

    /// The time in a column of the week, such as `09:00 – 10:00`.
    var slotTime: String {
        let (start, end) = (start, end)
        let last = start.isSameDay(as: end) ? end.clock : String(end.shortDate.prefix(6))
        return "\(start.clock) – \(last)"
    }

    /// A style sheet class for the kind.
    var kindStyle: HTML {
        switch event.kind {
        case .session: "session"
        case .retreat: "retreat"
        }
    }

    /// The event's picture, or a sky in one of six looks, so that neighbors in a list differ.
    func picture(_ site: Site, size: Int, isLazy: Bool = false) -> HTML {
        let lazily: HTML = " loading=\"lazy\""
        if let picture = event.picture {
            return """
                <span class="picture"><img class="cover" src="\(site.root)\(picture.path)" alt="" \
                width="\(picture.width)" height="\(picture.height)"\(lazily, if: isLazy)></span>
                """
        }
        return """
            <span class="picture look-\(event.id.rawValue % 6)"><img class="cover" src="\(site.asset(skyImage))" alt="" \
            width="\(size)" height="\(size)"\(lazily, if: isLazy)></span>
            """
    }

    /// The path of an image of the sky at the time of day when the event starts.
    var skyImage: String { "skies/\(sky).svg" }

    /// The name of that sky, such as `dawn-session`.
    var sky: String {
        let timeOfDay =
            switch start.hour {
            case 5..<8: "dawn"
            case 8..<11: "morning"
            case 11..<15: "noon"
            case 15..<18: "afternoon"
            case 18..<20: "dusk"
            default: "night"
            }
        return "\(timeOfDay)-\(event.kind.rawValue)"
    }
}
