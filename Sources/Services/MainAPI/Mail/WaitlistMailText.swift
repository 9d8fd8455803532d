import BookingDomain
import BookingStore
import Mail
import Timekeeping

/// The words of a letter about a wait for seats.
struct WaitlistMailText {
    let letter: DueWaitlistLetter
    /// The base URL of the web pages.
    let address: String
    /// The address that gets the guest's answer.
    let replyAddress: String
    let now: Timestamp

    private var entry: WaitlistEntry { letter.entry }
    private var event: Event { letter.entry.event }
    private var title: String { event.title }

    var content: Letter {
        Letter(
            subject: subject, name: letter.greetedName,
            paragraphs: paragraphs.filter { !$0.isEmpty }, facts: facts, link: link,
            footer: [LetterParts.question(to: replyAddress)])
    }

    private var subject: String {
        switch letter.kind {
        case .joined: "You are on the waiting list: \(title)"
        case .offered: "\(offeredSeats) for you: \(title)"
        case .lapsed: "Your offer has ended: \(title)"
        case .left: "You have left the waiting list: \(title)"
        case .closed: "No more offers: \(title)"
        case .eventCancelled: "Cancelled: \(title)"
        case .eventChanged: "Changed: \(title)"
        }
    }

    /// An offer is accepted, paid or declined on the page of its booking.
    private var link: Letter.Link {
        if letter.kind == .offered, let offer = letter.offer {
            return .init(
                offer.amount > 0 ? "Pay or decline" : "Confirm or decline",
                to: "\(address)/my/bookings/\(offer.id)")
        }
        return .init("Show the event", to: "\(address)/e/\(event.id)")
    }

    // MARK: - News

    private var paragraphs: [String] {
        switch letter.kind {
        case .joined: joined
        case .offered: offered
        case .lapsed:
            [
                "Your offer of \(offeredSeats) of “\(title)” has ended."
                    + " It was not accepted in time.",
                "You are no longer on the waiting list. You can join it again on the event’s page.",
            ]
        case .left:
            [
                "You have left the waiting list of “\(title)”. You get no offers any longer.",
                "You can join it again on the event’s page.",
            ]
        case .closed:
            [
                "The waiting list of “\(title)” makes no more offers."
                    + " Anybody can book seats that become free now, on the event’s page.",
                "Nothing was booked for you, and nothing is charged.",
            ]
        case .eventCancelled:
            [
                "“\(title)” has been cancelled, and its waiting list has ended.",
                event.details.cancellationReason?.sentence ?? "",
                "Nothing was booked for you, and nothing is charged.",
            ]
        case .eventChanged:
            [
                letter.message
                    ?? "The time or place of “\(title)” has changed. You are on its waiting list.",
                "You can leave the waiting list on the event’s page.",
            ]
        }
    }

    private var joined: [String] {
        let place = entry.position.map { "You are number \($0)" } ?? "You are"
        let seats = Seats.text(entry.seats)
        return [
            "\(place) on the waiting list of “\(title)” for \(seats)."
                + (entry.acceptsFewer && entry.seats > 1
                    ? " You also get an offer if fewer seats are free." : ""),
            "You get an offer when seats become free, by email and on our pages."
                + (event.waitlist.offersUntil.map {
                    " Offers are made until \(EventFormatter(event: event).text(of: $0))."
                } ?? ""),
            "Nothing is booked or charged unless you say yes to an offer.",
            "You can leave the waiting list on the event’s page.",
        ]
    }

    private var offered: [String] {
        let verb = offeredCount == 1 ? "is" : "are"
        let asked =
            offeredCount < entry.seats
            ? " You asked for \(entry.seats); more are not free." : ""
        let answer =
            isPriced
            ? "To book, pay \(price) by then."
                + " Nothing is booked or charged unless you do."
            : "To book, confirm by then. Nothing is booked unless you do."
        return [
            "\(offeredSeats) of “\(title)” \(verb) reserved for you\(deadline).\(asked)", answer,
            "If you decline or do not answer in time, others on the waiting list are asked.",
        ]
    }

    private var deadline: String {
        offerEnd.map { " until \(EventFormatter(event: event).text(of: $0))" } ?? ""
    }

    // MARK: - Facts

    private var facts: [Letter.Fact] {
        let isOfOffer = letter.kind == .offered || letter.kind == .lapsed
        let seats = Letter.Fact("Seats", "\(isOfOffer ? offeredCount : entry.seats)")
        switch letter.kind {
        case .joined, .eventChanged:
            return LetterParts.place(of: event) + [seats, Letter.Fact("Price", price)] + position
        case .offered:
            return LetterParts.place(of: event) + [seats, Letter.Fact("Price", price)] + end
                + (letter.offer.map { [Letter.Fact("Booking", "\($0.id)")] } ?? [])
        case .closed: return LetterParts.place(of: event) + [seats] + position
        case .lapsed, .left, .eventCancelled: return LetterParts.place(of: event) + [seats]
        }
    }

    private var position: [Letter.Fact] {
        entry.position.map { [Letter.Fact("Your place on the list", "\($0)")] } ?? []
    }

    private var end: [Letter.Fact] {
        guard let offerEnd else { return [] }
        let left = Self.length(ofSeconds: offerEnd.seconds(since: now))
        return [
            Letter.Fact(
                "Open until",
                "\(EventFormatter(event: event).text(of: offerEnd)): \(left) from now")
        ]
    }

    private var offerEnd: Timestamp? { entry.offerExpiresAt }

    private var offeredCount: Int { entry.offeredSeats ?? entry.seats }

    private var offeredSeats: String { Seats.text(offeredCount) }

    private var isPriced: Bool { sum.amount > 0 }

    /// The sum of all seats, of the offer or as the event costs now.
    private var sum: Money {
        guard letter.kind == .offered, let offer = letter.offer else {
            let amount = Seats(entry.seats).map(event.amount(for:)) ?? 0
            return Money(amount: amount, currency: event.currency)
        }
        return Money(amount: offer.amount, currency: offer.currency)
    }

    private var price: String { isPriced ? sum.text : "Free" }

    /// Such as `11 hours 30 minutes`, rounded to minutes.
    static func length(ofSeconds seconds: Int64) -> String {
        let minutes = max(0, seconds + 30) / 60
        func count(_ number: Int64, _ unit: String) -> String? {
            number == 0 ? nil : "\(number) \(unit)\(number == 1 ? "" : "s")"
        }
        let parts = [count(minutes / 60, "hour"), count(minutes % 60, "minute")]
        let text = parts.compactMap { $0 }.joined(separator: " ")
        return text.isEmpty ? "less than a minute" : text
    }
}
