import BookingDomain
import Credentials
import Foundation
import TextEncoding
import Timekeeping
import XCTest

@testable import BookingStore
@testable import Mail
@testable import MainAPI

/// The letters to guests, against files that a person reads: the text, the page and the calendar
/// entry of each kind.
final class LetterFilesTests: XCTestCase {
    private let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Letters")
    let now = moment("2027-01-02T00:00:00Z")
    private let half = [
        RefundPolicy.Tier(hoursBefore: 720, percent: 100),
        RefundPolicy.Tier(hoursBefore: 168, percent: 50),
    ]

    /// To renew the files: `RENEW_LETTERS=1 swift test --filter LetterFilesTests`.
    func testEachKindOfLetterHasItsText() throws {
        for (name, message) in messages {
            let letter = message.letter
            try compare(letter, with: name)
            guard let calendar = message.calendar else { continue }
            let entry = String(decoding: calendar.object.bytes, as: UTF8.self)
            try compare(entry.replacing("\r\n", with: "\n"), with: "\(name).ics")
        }
    }

    func testEachLetterToAFacilitatorHasItsText() throws {
        for (name, letter) in facilitatorLetters { try compare(letter, with: name) }
    }

    func testEachLetterAboutAWaitHasItsText() throws {
        for (name, letter) in waitlistLetters { try compare(letter, with: name) }
    }

    func testEveryFileBelongsToALetter() throws {
        let names = Set(
            messages.map(\.name) + facilitatorLetters.map(\.name) + waitlistLetters.map(\.name))
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let name = (file as NSString).deletingPathExtension
            XCTAssertTrue(names.contains(name), file)
        }
    }

    private func compare(_ letter: Letter, with name: String) throws {
        try compare("\(letter.subject)\n\n\(letter.text())", with: "\(name).txt")
        try compare(String(decoding: letter.html().bytes, as: UTF8.self), with: "\(name).html")
    }

    private func compare(_ text: String, with file: String) throws {
        let path = folder.appendingPathComponent(file)
        if ProcessInfo.processInfo.environment["RENEW_LETTERS"] == "1" {
            try text.write(to: path, atomically: true, encoding: .utf8)
        }
        XCTAssertEqual(
            text, try String(contentsOf: path, encoding: .utf8),
            "\(file); if this is meant: RENEW_LETTERS=1 swift test --filter LetterFilesTests")
    }

    private var facilitatorLetters: [(name: String, Letter)] {
        let paid = DueFacilitatorMail.Line(
            id: 1, isCancellation: false, seatsGivenUp: nil, booking: booking(of: event()),
            guest: "Asha Rao")
        let free = DueFacilitatorMail.Line(
            id: 2, isCancellation: true, seatsGivenUp: nil,
            booking: booking(
                of: event(title: "Stille über Mittag"), status: .cancelled, seats: 1, amount: 0,
                paid: 0),
            guest: "Guest 4")
        let fewer = DueFacilitatorMail.Line(
            id: 3, isCancellation: false, seatsGivenUp: 1,
            booking: booking(of: event(), seats: 1, amount: 1_500_000), guest: "Ravi")
        let awaited = DueFacilitatorMail.Line(
            id: 4, isCancellation: true, seatsGivenUp: nil,
            booking: booking(of: event(seatsLeft: 1, waitlist: waitlist), status: .cancelled),
            guest: "Asha Rao")
        func letter(_ lines: [DueFacilitatorMail.Line], isDaily: Bool = false) -> Letter {
            FacilitatorMailText(
                mail: DueFacilitatorMail(
                    facilitator: .init(2), name: "Arjun Patel", address: "arjun@example.org",
                    isDaily: isDaily, lines: lines, attempts: 0),
                address: "https://book.example.org"
            ).letter
        }
        return [
            ("facilitator-booking", letter([paid])),
            ("facilitator-cancellation", letter([free])),
            ("facilitator-fewer-seats", letter([fewer])),
            ("facilitator-cancellation-while-others-wait", letter([awaited])),
            ("facilitator-daily", letter([paid, free, fewer], isDaily: true)),
        ]
    }

    private var messages: [(name: String, BookingMessage)] {
        let retreat = event(
            description: "Three quiet days.\nBring a blanket.", location: "Rishikesh, Ganga View",
            policy: half,
            attendeeInfo: "Join at https://meet.example.org/retreat?room=7.\nBring a blanket.")
        let hour = event(
            title: "Stille über Mittag", location: "https://meet.example.org/stille",
            timeZone: "Europe/Berlin", startsAt: "2027-01-12T11:00:00Z",
            endsAt: "2027-01-12T12:00:00Z", price: 0)
        let paid = booking(of: retreat, policy: half)
        let half = Booking.RefundSummary(id: "re_1", status: .initiated, amount: 1_500_000)
        let late = booking(of: retreat, status: .expired, refund: half, isConfirmed: false)
        return lettersWithoutAccount + lettersOfOffers + lettersOfSeatsTakenAgain + [
            ("confirmed", message(.confirmed, .gateway, paid)),
            (
                "confirmed-free",
                message(.confirmed, .guest, booking(of: hour, seats: 1, amount: 0, paid: 0))
            ),
            (
                "confirmed-test",
                message(.confirmed, .gateway, booking(of: retreat, provider: .sandbox))
            ),
            (
                "cancelled-by-guest",
                message(
                    .cancelled, .guest, booking(of: retreat, status: .cancelled, refund: half),
                    refund: 1_500_000)
            ),
            (
                "cancelled-without-refund",
                message(.cancelled, .guest, booking(of: retreat, status: .cancelled))
            ),
            (
                "cancelled-by-facilitator",
                message(
                    .cancelled, .facilitator,
                    booking(
                        of: event(
                            status: .cancelled,
                            cancellationReason: "The hall is flooded, see https://hall.example.org."
                        ),
                        status: .cancelled,
                        refund: .init(id: "re_1", status: .initiated, amount: 3_000_000)),
                    refund: 3_000_000)
            ),
            (
                "cancelled-unpaid",
                message(
                    .cancelled, .facilitator,
                    booking(
                        of: event(status: .cancelled), status: .cancelled, paid: 0,
                        isConfirmed: false))
            ),
            (
                "moved",
                message(
                    .eventChanged, .facilitator,
                    booking(
                        of: event(
                            description: retreat.description, location: retreat.location,
                            policy: self.half, attendeeInfo: retreat.attendeeInfo,
                            changeReason: "The bridge is closed until Thursday."),
                        isEventMoved: true),
                    booked: TimeAndPlace(
                        startsAt: moment("2027-02-05T03:30:00Z"),
                        endsAt: moment("2027-02-07T10:30:00Z"), timeZone: "Asia/Kolkata",
                        location: "Goa"))
            ),
            ("reminder", message(.confirmed, .gateway, paid, occasion: .reminder)),
            ("refund-asked", message(.refundInitiated, .system, late, refund: 3_000_000)),
            ("paid-twice", message(.paymentReturned, .gateway, paid, refund: 3_000_000)),
            ("wrong-amount", message(.paymentReturned, .gateway, paid, refund: 5_000)),
            (
                "refund-done",
                message(
                    .refundProcessed, .gateway,
                    booking(
                        of: retreat, status: .cancelled,
                        refund: .init(id: "re_1", status: .initiated, amount: 3_000_000)),
                    refund: 1_000_000, underWay: 2_000_000)
            ),
            (
                "refund-failed",
                message(
                    .refundFailed, .gateway,
                    booking(
                        of: retreat, status: .cancelled,
                        refund: .init(id: "re_1", status: .failed, amount: 0)),
                    refund: 1_500_000)
            ),
        ]
    }

    /// Letters about a booking that the facilitator made, and about parts of bookings.
    private var lettersWithoutAccount: [(name: String, BookingMessage)] {
        let retreat = event(location: "Rishikesh, Ganga View", policy: half)
        let unpaid = booking(
            of: retreat, paid: 0, provider: .offline, policy: half, hasAccount: false)
        let paid = booking(of: retreat, provider: .offline, policy: half, hasAccount: false)
        let kept = booking(
            of: retreat, seats: 1, amount: 1_500_000, provider: .offline,
            refund: .init(id: "x1", status: .processed, amount: 1_500_000), policy: half,
            hasAccount: false)
        let gone = booking(
            of: retreat, status: .cancelled, provider: .offline, policy: half, hasAccount: false)
        let words = DueMail.Occasion.message(
            subject: "The hall is heated", text: "Bring a blanket.\nhttps://example.org/hall")
        return [
            ("added-unpaid", message(.confirmed, .facilitator, unpaid)),
            ("added-paid", message(.confirmed, .facilitator, paid)),
            (
                "seats-cancelled-by-facilitator",
                message(
                    .seatsGivenUp, .facilitator, kept, seats: 1, refund: 1_500_000,
                    reason: "The hall is smaller.")
            ),
            (
                "seats-given-up",
                message(
                    .seatsGivenUp, .guest,
                    booking(of: retreat, seats: 1, amount: 1_500_000, policy: half), seats: 1,
                    refund: 750_000, underWay: 750_000)
            ),
            (
                "booking-moved",
                message(
                    .moved, .facilitator, paid,
                    origin: DueMail.Origin(
                        title: "Quiet Weekend",
                        place: TimeAndPlace(
                            startsAt: moment("2027-02-05T03:30:00Z"),
                            endsAt: moment("2027-02-07T10:30:00Z"), timeZone: "Asia/Kolkata",
                            location: "Goa")), refund: 500_000)
            ),
            (
                "booking-cancelled-by-facilitator",
                message(
                    .cancelled, .facilitator, gone, refund: 3_000_000,
                    reason: "The booking was made twice.")
            ),
            (
                "cancelled-with-event-in-person",
                message(
                    .cancelled, .facilitator,
                    booking(
                        of: event(status: .cancelled), status: .cancelled, provider: .offline,
                        hasAccount: false), refund: 3_000_000, underWay: 3_000_000)
            ),
            (
                "handed-back",
                message(
                    .refundProcessed, .facilitator, paid, refund: 500_000,
                    reason: "The first evening is cancelled.")
            ),
            (
                "reminder-without-account",
                message(.confirmed, .facilitator, paid, occasion: .reminder)
            ),
            ("message", message(.confirmed, .gateway, booking(of: retreat), occasion: words)),
            (
                "message-without-account",
                message(.confirmed, .facilitator, paid, occasion: words)
            ),
        ]
    }

    func message(
        _ change: BookingChange.Kind, _ actor: BookingChange.Actor, _ booking: Booking,
        booked: TimeAndPlace? = nil, origin: DueMail.Origin? = nil, seats: Int? = nil,
        refund: Int64? = nil, contingent: Int64? = nil, underWay: Int64 = 0, reason: String? = nil,
        occasion: DueMail.Occasion = .change
    ) -> BookingMessage {
        let currency = booking.currency
        let isConfirmed = booking.status == .confirmed
        return BookingMessage(
            mail: DueMail(
                id: 7, occasion: occasion, change: change, actor: actor,
                booking: booking, booked: booked, origin: origin, seats: seats, reason: reason,
                refund: refund.map { Money(amount: $0, currency: currency) },
                contingent: contingent.map { Money(amount: $0, currency: currency) },
                refundUnderWay: Money(amount: underWay, currency: currency),
                quote: isConfirmed ? try? booking.quoteCancellation(at: now) : nil,
                attempts: 0, replyAddress: occasion == .change ? nil : "arjun@example.org",
                greetedName: "Asha", address: "asha@example.org", sequence: 3,
                isSuperseded: false, receipts: receipts(of: booking, change, occasion)),
            sender: "desk@example.org", replyAddress: nil,
            source: CalendarEntry.Source(
                installation: "0a1b2c3d", address: "https://book.example.org",
                organizer: "desk@example.org"),
            letterhead: Letterhead(), reminderLinks: ReminderLinks(key: HMACKey([1, 2, 3])),
            now: now)
    }

    /// The document for the money that a change has moved.
    private func receipts(
        of booking: Booking, _ change: BookingChange.Kind, _ occasion: DueMail.Occasion
    ) -> [Receipt] {
        let changes: [BookingChange.Kind] = [.confirmed, .paymentReturned, .refundProcessed]
        guard occasion == .change, booking.payment.amountPaid > 0, changes.contains(change) else {
            return []
        }
        let event = booking.event
        return [
            Receipt(
                number: ReceiptNumber(year: 2027, place: 123),
                kind: change == .refundProcessed ? .credit : .receipt, refersTo: nil,
                issuedAt: now, timeZone: "Asia/Kolkata", amount: booking.amount,
                currency: booking.currency, method: "stripe",
                seller: .init(name: "Lotus House", address: "", contact: ""), buyer: "Asha",
                line: .init(
                    description: event.title, event: event.id, startsAt: event.startsAt,
                    timeZone: event.timeZone, seats: booking.seats))
        ]
    }
}
