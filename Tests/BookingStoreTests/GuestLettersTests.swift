import BookingDomain
import BookingStore
import SQLite
import Timekeeping
import XCTest

/// Letters to guests without an account, and messages to all guests of an event.
final class GuestLettersTests: StoreTestCase {
    private let address = "asha@example.org"

    // MARK: - Guests without an account

    func testEachStepOfAWalkInsBookingCausesOneLetter() throws {
        let event = try makeEvent(price: 1_000)
        let cheaper = try makeEvent("Talk", price: 800)
        let added = try add(to: event, seats: 3, email: address, paid: 3_000)
        let id = added.booking.id
        XCTAssertEqual(try letters(), ["confirmed facilitator - -"])
        try perform { try $0.moveBooking(id, of: arjun.id, to: cheaper.id) }
        XCTAssertEqual(try letters(), ["moved facilitator - 600"])
        try perform {
            try $0.cancelBooking(
                id, of: arjun.id, .init(seats: 1, refund: .full, reason: "Too few mats."))
        }
        XCTAssertEqual(try letters(), ["seats_given_up facilitator 1 800 Too few mats."])
        try perform { try $0.refundBooking(id, of: arjun.id, amount: 100, reason: "Sorry.") }
        XCTAssertEqual(try letters(), ["refund_processed facilitator - 100 Sorry."])
        try perform { try $0.cancelBooking(id, of: arjun.id, .init(refund: .none)) }
        XCTAssertEqual(try letters(), ["cancelled facilitator - -"])
    }

    func testMoneyThatIsHandedBackLaterHasALetterOfItsOwn() throws {
        let event = try makeEvent(price: 1_000)
        _ = try add(to: event, email: address, paid: 1_000)
        try letters()
        try perform { try $0.cancelEvent(event.id, of: arjun.id) }
        XCTAssertEqual(try letters(), ["cancelled facilitator - 1000"])
        let refund = try XCTUnwrap(integer("SELECT max(id) FROM refunds"))
        try perform { try $0.recordHandover(of: .init(Int64(refund)), by: arjun.id) }
        XCTAssertEqual(try letters(), ["refund_processed facilitator - 1000"])
    }

    func testABookingWithoutAnAddressHasNoLetter() throws {
        let event = try makeEvent()
        _ = try add(to: event)
        try perform { try $0.cancelEvent(event.id, of: arjun.id) }
        XCTAssertEqual(try letters(), [])
    }

    func testAnOwnedBookingHasOneLetterToTheAccount() throws {
        let added = try add(to: makeEvent(), email: "BHAVIN@example.com")
        let mails = try due()
        XCTAssertEqual(mails.map(\.address), ["bhavin@example.com"])
        XCTAssertEqual(mails.map(\.greetedName), ["Bhavin"])
        XCTAssertEqual(mails.map(\.booking.id), [added.booking.id])
    }

    func testAMoveToAnEventOfALowerVersionRaisesTheCalendarSequence() throws {
        let events = [try makeEvent("A"), try makeEvent("B")]
        for hours in 1...5 {
            try perform {
                _ = try $0.editEvent(
                    events[0].id, by: arjun, EventFields(title: "A\(hours)"))
            }
        }
        let id = try add(to: events[0], email: address).booking.id
        var sequences = try due().map(\.sequence)
        for event in [events[1], events[0], events[1]] {
            try perform { try $0.moveBooking(id, of: arjun.id, to: event.id) }
            let mails = try due()
            sequences.append(try XCTUnwrap(mails.last?.sequence))
            XCTAssertEqual(mails.last?.isSuperseded, false)
            XCTAssertEqual(
                try read { tx in
                    try tx.mails.calendarSequence(of: XCTUnwrap(tx.bookings.find(id)))
                }, sequences.last)
        }
        XCTAssertEqual(sequences.count, 4)
        XCTAssertEqual(
            sequences, Array(Set(sequences)).sorted(), "each is higher than the one before")
    }

    func testAnAddressWithManyLettersDelaysNoOthers() throws {
        let event = try makeEvent(capacity: 500)
        for _ in 0..<40 { _ = try add(to: event, email: address) }
        try collect()
        _ = try add(to: event, email: "ravi@example.org")
        try collect()
        let first = try read { try $0.mails.due(limit: 2) }
        XCTAssertTrue(first.contains { $0.address == "ravi@example.org" })
    }

    func testFindingALetterCostsTheSameHoweverManyBookingsAnAddressHas() throws {
        let event = try makeEvent(capacity: 500)
        var times: [Duration] = []
        for count in [10, 50_000] {
            try execute(
                """
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))
                INSERT INTO bookings (event_id, source, guest_name, guest_email, seats, status, amount,
                    currency, refund_policy, created_at, confirmed_at, cancelled_at)
                SELECT \(event.id), 'facilitator', 'Asha', \(address), 1, 'cancelled', 0, 'INR', '[]',
                    0, 0, 0 FROM n
                """)
            try execute(
                """
                UPDATE facts SET value = (SELECT max(id) FROM bookings)
                WHERE name = 'mailed_beginnings_through'
                """)
            _ = try add(to: event, email: address)
            try collect()
            let start = ContinuousClock.now
            for _ in 0..<20 {
                XCTAssertEqual(try read { try $0.mails.due(limit: 9) }.count, 1)
            }
            times.append((ContinuousClock.now - start) / 20)
            try letters()
        }
        print("a letter with 10 and 50,000 bookings of an address:", times)
        XCTAssertLessThan(times[1], times[0] * 5 + .milliseconds(2))
    }

    // MARK: - Another name or address

    func testAnotherAddressGetsTheConfirmationAndLettersThatWereSentAreWithdrawn() throws {
        let event = try makeEvent()
        let id = try add(to: event, seats: 2, email: address).booking.id
        try perform { tx in
            _ = try tx.cancelBooking(id, of: arjun.id, FacilitatorCancellation(seats: 1))
        }
        let sent = try due()
        XCTAssertEqual(sent.map(\.change), [.confirmed, .seatsGivenUp])
        for mail in sent {
            XCTAssertTrue(try perform { try $0.mails.claim(mail) })
            try perform { try $0.mails.markSent(mail) }
        }
        try edit(id, .init(email: EmailAddress("other@example.org")))
        XCTAssertEqual(try withdrawn(), [sent[1].id])
        XCTAssertEqual(try due().map(\.change), [.confirmed])
        XCTAssertEqual(try due().map(\.address), ["other@example.org"])
    }

    func testAnUnsentLetterGoesToTheNewAddress() throws {
        let id = try add(to: makeEvent(), email: address).booking.id
        let before = try XCTUnwrap(due().first)
        try edit(id, .init(email: EmailAddress("other@example.org")))
        XCTAssertFalse(try perform { try $0.mails.claim(before) }, "the address has changed")
        XCTAssertEqual(try due().map(\.address), ["other@example.org"])
        XCTAssertEqual(try withdrawn(), [])
    }

    func testARemovedAddressCancelsWhatWaits() throws {
        let id = try add(to: makeEvent(), email: address).booking.id
        let mail = try XCTUnwrap(due().first)
        try edit(id, .init(email: .some(nil)))
        XCTAssertEqual(try due(), [])
        XCTAssertFalse(try perform { try $0.mails.claim(mail) })
        XCTAssertEqual(try withdrawn(), [mail.id])
    }

    func testALetterThatIsBeingSentDuringTheChangeGoesToTheNewAddress() throws {
        let id = try add(to: makeEvent(), email: address).booking.id
        let mail = try XCTUnwrap(due().first)
        XCTAssertTrue(try perform { try $0.mails.claim(mail) })
        try edit(id, .init(email: EmailAddress("other@example.org")))
        try perform { try $0.mails.markSent(mail) }
        XCTAssertEqual(try due().map(\.address), ["other@example.org"])
        // With no address left, it is withdrawn.
        let again = try XCTUnwrap(due().first)
        XCTAssertTrue(try perform { try $0.mails.claim(again) })
        try edit(id, .init(email: .some(nil)))
        try perform { try $0.mails.markSent(again) }
        XCTAssertEqual(try withdrawn(), [mail.id])
    }

    func testAnAddressThatIsAddedLaterGetsTheConfirmation() throws {
        let id = try add(to: makeEvent()).booking.id
        XCTAssertEqual(try due(), [])
        try edit(id, .init(email: EmailAddress(address)))
        XCTAssertEqual(try due().map(\.change), [.confirmed])
        XCTAssertEqual(try due().map(\.address), [address])
    }

    func testAnotherNameWithdrawsNoLetter() throws {
        let id = try add(to: makeEvent(), email: address).booking.id
        let mail = try XCTUnwrap(due().first)
        XCTAssertTrue(try perform { try $0.mails.claim(mail) })
        try perform { try $0.mails.markSent(mail) }
        try edit(id, .init(name: "Ravi"))
        XCTAssertEqual(try withdrawn(), [])
        XCTAssertEqual(try due(), [])
    }

    func testAnErasureWithdrawsLettersOfOwnedBookings() throws {
        _ = try add(to: makeEvent(), email: "bhavin@example.com")
        let mail = try XCTUnwrap(due().first)
        try perform { _ = try $0.eraseAccount(of: bhavin, generation: 0) }
        XCTAssertTrue(try withdrawn().contains(mail.id))
    }

    // MARK: - Reminders

    func testAGuestWithoutAnAccountIsRemindedUnlessTheAddressHasStoppedReminders() throws {
        let event = try makeEvent()
        let ids = try ["asha@example.org", "ravi@example.org"].map {
            try add(to: event, email: $0).booking.id
        }
        try letters()
        // A choice for one booking is one for all of its address.
        let other = try add(to: makeEvent(), email: "ASHA@example.org").booking.id
        try letters()
        try perform { try $0.reminders.setStopped(true, for: .booking(other)) }
        // It holds for bookings made later, too.
        _ = try add(to: event, email: address)
        try letters()
        let moment = now.adding(seconds: 216 * 3_600)
        while try perform(
            at: moment, { try $0.reminders.collect(before: .seconds(86_400), limit: 9) })
        {}
        let mails = try read(at: moment) { try $0.mails.due(limit: 99) }
        XCTAssertEqual(mails.map(\.booking.id), [ids[1]])
        XCTAssertEqual(mails.map(\.isReminder), [true])
        try perform { try $0.reminders.setStopped(false, for: .booking(ids[0])) }
        XCTAssertEqual(try read { try $0.reminders.areStopped(for: .booking(other)) }, false)
    }

    func testAnAccountTakesOverThatItsAddressHasStoppedReminders() throws {
        let id = try add(to: makeEvent(), email: "tara@example.org").booking.id
        try perform { try $0.reminders.setStopped(true, for: .booking(id)) }
        let tara = try register("tara", email: "tara@example.org")
        XCTAssertEqual(try read { try $0.reminders.areStopped(for: .account(tara)) }, true)
    }

    // MARK: - Messages

    private let draft = MessageDraft(subject: "Heating", text: "The hall is warm.")

    func testAMessageReachesEverybodyOnce() throws {
        let event = try makeEvent()
        let booking = try book(event, by: bhavin)
        try book(event, by: meera)
        _ = try add(to: event, email: "bhavin@example.com")
        for _ in 0..<2 { _ = try add(to: event, email: address) }
        _ = try add(to: event)
        let gone = try add(to: event, email: "gone@example.org").booking.id
        try perform { try $0.cancelBooking(gone, of: arjun.id, .init()) }
        let held = try makeEvent(price: 100)
        try book(held, by: bhavin)
        try letters()
        try perform { try $0.reminders.setStopped(true, for: .account(meera)) }
        let sent = try send(to: event)
        XCTAssertEqual([sent.inApp, sent.letters], [2, 2])
        for limit in [1, 9] {
            while try perform({ try $0.messages.collect(limit: limit) }) {}
        }
        let mails = try due()
        XCTAssertEqual(mails.map(\.address).sorted(), [address, "bhavin@example.com"])
        XCTAssertEqual(
            mails.map(\.occasion),
            Array(repeating: .message(subject: "Heating", text: "The hall is warm."), count: 2))
        let inbox = try read { try $0.notifications.inbox(of: bhavin, PageRequest(limit: 1)) }
        XCTAssertEqual(inbox.page.items.map(\.kind), [.message])
        XCTAssertEqual(inbox.page.items.map(\.bookingID), [booking.id])
        XCTAssertEqual(
            inbox.page.items.map(\.message),
            ["Arjun Patel writes to all guests of “Meditation”: Heating\n\nThe hall is warm."])
        XCTAssertEqual(try send(to: held).letters, 0, "a hold is not a booking yet")
    }

    func testTheSameMessageWithinTenMinutesIsSentOnce() throws {
        let event = try makeEvent()
        try book(event, by: bhavin)
        let first = try send(to: event)
        XCTAssertEqual(try send(to: event, at: now.adding(seconds: 599)), first)
        let other = try perform {
            try $0.sendMessage(.init(subject: "Heating", text: "Cold."), to: event.id, by: arjun.id)
        }
        XCTAssertNotEqual(other.id, first.id)
        XCTAssertNotEqual(try send(to: event, at: now.adding(seconds: 600)).id, first.id)
    }

    func testAnEventHasTwentyMessagesADay() throws {
        let event = try makeEvent()
        for number in 1...20 { try send(to: event, "\(number)") }
        assertRefusal(.tooManyMessages(retryAfterSeconds: 86_400)) { try send(to: event, "21") }
        XCTAssertNoThrow(try send(to: event, "20"), "it is sent already")
        XCTAssertNoThrow(try send(to: makeEvent(), "21"))
        XCTAssertNoThrow(try send(to: event, "21", at: now.adding(seconds: 86_400)))
    }

    func testAMessageToAnotherFacilitatorsEventIsRefused() throws {
        let event = try makeEvent()
        assertRefusal(.notFound(.event)) {
            try perform { try $0.sendMessage(draft, to: event.id, by: .init(1)) }
        }
    }

    func testALetterOfAMessageIsObsoleteAfterACancellation() throws {
        let event = try makeEvent()
        let booking = try book(event, by: bhavin)
        try send(to: event)
        while try perform({ try $0.messages.collect(limit: 9) }) {}
        try perform { _ = try $0.cancelBooking(booking.id, of: bhavin) }
        let mail = try XCTUnwrap(due().first { $0.occasion != .change })
        XCTAssertTrue(mail.isObsolete)
    }

    func testAMessageToTenThousandGuestsIsWrittenQuickly() throws {
        let event = try makeEvent(capacity: 10_000)
        try execute(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
            INSERT INTO bookings (event_id, source, guest_name, guest_email, seats, status, amount,
                currency, refund_policy, created_at, confirmed_at)
            SELECT \(event.id), 'facilitator', 'Asha', 'guest' || i || '@example.org', 1, 'confirmed',
                0, 'INR', '[]', 0, 0 FROM n
            """)
        let start = ContinuousClock.now
        XCTAssertEqual(try send(to: event).letters, 10_000)
        let duration = ContinuousClock.now - start
        print("a message to 10,000 guests:", duration)
        XCTAssertLessThan(duration, .seconds(1))
    }

    // MARK: - Helpers

    @discardableResult
    private func send(
        to event: Event, _ subject: String? = nil, at moment: Timestamp? = nil
    ) throws -> SentMessage {
        let draft = subject.map { MessageDraft(subject: $0, text: "Text.") } ?? draft
        return try perform(at: moment) {
            try $0.sendMessage(draft, to: event.id, by: arjun.id)
        }
    }

    private func add(
        to event: Event, seats: Int = 1, email: String? = nil, paid: Int64? = nil
    ) throws -> FacilitatorBooking {
        let added = AddedBooking(
            name: "Asha", email: email.flatMap(EmailAddress.init),
            seats: try XCTUnwrap(Seats(seats)),
            payment: paid.map { OfflinePayment(amount: $0, method: .cash) })
        return try perform { try $0.addBooking(added, to: event.id, of: arjun.id) }
    }

    private func edit(_ id: BookingID, _ edit: FacilitatorBookingEdit) throws {
        try perform { _ = try $0.editBooking(id, of: arjun.id, edit) }
    }

    private func collect() throws {
        while try perform({ try $0.mails.collect(limit: 99) }) {}
    }

    private func due() throws -> [DueMail] {
        try collect()
        return try read { try $0.mails.due(limit: 99) }
    }

    private func withdrawn() throws -> [Int64] {
        try read { try $0.mails.toWithdraw(limit: 9) }
    }

    /// The change, cause, seats, refund and reason of each letter that is due, which is then sent.
    @discardableResult
    private func letters() throws -> [String] {
        let mails = try due()
        for mail in mails {
            try perform { tx in
                XCTAssertTrue(try tx.mails.claim(mail))
                try tx.mails.markSent(mail)
            }
        }
        return mails.map { mail in
            [
                mail.change.rawValue, mail.actor.rawValue, mail.seats.map { "\($0)" } ?? "-",
                mail.refund.map { "\($0.amount)" } ?? "-", mail.reason ?? "",
            ].filter { !$0.isEmpty }.joined(separator: " ")
        }
    }
}
