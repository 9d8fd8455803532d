import BookingDomain
import Timekeeping

@testable import BookingStore
@testable import Mail
@testable import MainAPI

/// The letters about waiting lists.
extension LetterFilesTests {
    var waitlistLetters: [(name: String, Letter)] {
        let retreat = event(location: "Rishikesh, Ganga View", waitlist: waitlist)
        let talk = event(
            title: "Stille über Mittag", location: "", timeZone: "Europe/Berlin",
            startsAt: "2027-04-01T10:00:00Z", endsAt: "2027-04-01T11:00:00Z", price: 0,
            waitlist: waitlist)
        let waits = entry(of: retreat, seats: 2, .waiting, position: 3)
        let answers = moment("2027-01-02T11:29:58Z")
        return [
            ("waitlist-joined", letter(.joined, waits)),
            (
                "waitlist-joined-free",
                letter(
                    .joined, entry(of: talk, seats: 3, acceptsFewer: true, .waiting, position: 1))
            ),
            (
                "waitlist-offered",
                letter(
                    .offered, entry(of: retreat, seats: 2, .offered, offered: 2, until: answers),
                    offer: offer(of: retreat, seats: 2, amount: 3_000_000))
            ),
            (
                "waitlist-offered-free",
                letter(
                    .offered,
                    entry(
                        of: talk, seats: 3, acceptsFewer: true, .offered, offered: 1,
                        until: moment("2027-01-02T01:00:00Z")),
                    offer: offer(of: talk, seats: 1, amount: 0))
            ),
            (
                "waitlist-lapsed",
                letter(.lapsed, entry(of: retreat, seats: 2, .lapsed, offered: 1))
            ),
            ("waitlist-left", letter(.left, entry(of: retreat, seats: 2, .left))),
            ("waitlist-closed", letter(.closed, waits)),
            (
                "waitlist-event-cancelled",
                letter(
                    .eventCancelled,
                    entry(
                        of: event(
                            status: .cancelled, cancellationReason: "The hall is flooded."),
                        seats: 1, .left))
            ),
            (
                "waitlist-event-changed",
                letter(
                    .eventChanged, waits,
                    message: "The time or place of “Meditation Retreat” has changed."
                        + " You are on its waiting list. It was Fri 5 Feb 2027, 09:00 – 10:00"
                        + " (Asia/Kolkata), Goa.")
            ),
        ]
    }

    var waitlist: EventWaitlist {
        EventWaitlist(
            waiting: 3, leastSeats: 1, offersUntil: moment("2027-02-12T01:30:00Z"), isOpen: true)
    }

    private func entry(
        of event: Event, seats: Int, acceptsFewer: Bool = false, _ status: WaitlistEntry.Status,
        position: Int? = nil, offered: Int? = nil, until: Timestamp? = nil
    ) -> WaitlistEntry {
        WaitlistEntry(
            id: WaitlistEntryID(4), event: event, userID: UserID(5), seats: seats,
            acceptsFewer: acceptsFewer, status: status, position: position,
            bookingID: offered.map { _ in BookingID(101) }, offerExpiresAt: until,
            offeredSeats: offered, createdAt: now)
    }

    private func offer(of event: Event, seats: Int, amount: Int64) -> Booking {
        booking(
            of: event, isOffer: true, status: .held, seats: seats, amount: amount, paid: 0,
            isConfirmed: false)
    }

    private func letter(
        _ kind: WaitlistLetters.Kind, _ entry: WaitlistEntry, offer: Booking? = nil,
        message: String? = nil
    ) -> Letter {
        WaitlistMailText(
            letter: DueWaitlistLetter(
                id: 9, kind: kind, entry: entry, offer: offer, message: message,
                greetedName: "Asha", address: "asha@example.org", replyAddress: nil, attempts: 0),
            address: "https://book.example.org", replyAddress: "desk@example.org", now: now
        ).content
    }
}
