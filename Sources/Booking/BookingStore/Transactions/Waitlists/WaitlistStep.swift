import BookingDomain
import SQLite
import Timekeeping

/// A step in one guest's wait for seats.
enum WaitlistStep {
    case joined
    case offered(Booking)
    /// The offer has ended without an answer.
    case lapsed
    case left
}

/// News for all who wait for seats of an event.
enum WaitlistNews {
    /// The list makes no more offers.
    case closed
    case eventCancelled(GuestReason?)
    case eventChanged(EventMove)
}

extension Transaction {
    /// Records a step of a wait: tells the guest in the app and by letter.
    ///
    /// - Parameter entry: The entry after the step.
    func record(_ step: WaitlistStep, of entry: WaitlistEntry) throws {
        try notifications.add(
            .waitlist, step.text(for: entry), to: entry.userID, about: entry.event.id,
            entry.bookingID)
        try waitlistLetters.add(step.letter, about: entry.id)
    }

    /// Tells all who wait for an event, in one statement each for messages and letters.
    func record(_ news: WaitlistNews, ofAllWaitingFor event: Event) throws {
        let entries: SQL = "w.event_id = \(event.id) AND \(fragment: Waitlist.isWaiting)"
        try notifications.add(
            .waitlist, news.text(about: event), about: event.id, toAllWaiting: entries)
        try waitlistLetters.add(news.letter, toAll: entries)
    }
}

extension WaitlistStep {
    fileprivate var letter: WaitlistLetters.Kind {
        switch self {
        case .joined: .joined
        case .offered: .offered
        case .lapsed: .lapsed
        case .left: .left
        }
    }

    fileprivate func text(for entry: WaitlistEntry) -> String {
        let title = entry.event.title
        switch self {
        case .joined:
            let place = entry.position.map { "You are number \($0)" } ?? "You are"
            return "\(place) on the waiting list of “\(title)” for \(Seats.text(entry.seats))."
                + " You get an offer when seats become free."
        case .offered(let booking):
            let price = Money(amount: booking.amount, currency: booking.currency)
            let verb = booking.seats == 1 ? "is" : "are"
            return "\(Seats.text(booking.seats)) of “\(title)” \(verb) reserved for you"
                + Self.until(booking.holdExpiresAt, in: entry.event.timeZone) + ". "
                + (booking.amount > 0 ? "Pay \(price.text) to book." : "Confirm to book.")
        case .lapsed:
            return "Your offer of \(Seats.text(entry.offeredSeats ?? entry.seats)) of “\(title)”"
                + " has ended. It was not accepted in time."
        case .left:
            return "You have left the waiting list of “\(title)”."
        }
    }

    private static func until(_ end: Timestamp?, in zone: String) -> String {
        guard let local = end.map({ LocalTime($0, in: zone) }) else { return "" }
        return " until \(local.shortDate), \(local.clock) (\(zone))"
    }
}

extension WaitlistNews {
    fileprivate var letter: WaitlistLetters.Kind {
        switch self {
        case .closed: .closed
        case .eventCancelled: .eventCancelled
        case .eventChanged: .eventChanged
        }
    }

    fileprivate func text(about event: Event) -> String {
        switch self {
        case .closed:
            "The waiting list of “\(event.title)” makes no more offers. Anybody can book seats that"
                + " become free now."
        case .eventCancelled(let reason):
            "“\(event.title)” has been cancelled, and its waiting list has ended."
                + (reason.map { " \($0.sentence)" } ?? "")
        case .eventChanged(let move):
            "The time or place of “\(event.title)” has changed. You are on its waiting list."
                + " \(move.text)"
        }
    }
}
