import BookingDomain
import BookingStore
import SQLite
import Timekeeping
import XCTest

final class MailsTests: StoreTestCase {
    func testAFailingEmailIsRetriedForFiveDays() throws {
        try collectABooking()
        var moment = now
        var attempts = 0
        while attempts < 100, let mail = try due(at: moment).first {
            attempts += 1
            try claim(mail, at: moment)
            moment = try nextAttempt() ?? moment
        }
        XCTAssertGreaterThan(moment.seconds(since: now), 4 * 86_400)
        XCTAssertLessThan(moment.seconds(since: now), 5 * 86_400)
        XCTAssertNil(try nextAttempt())
        XCTAssertLessThan(attempts, 100)
    }

    func testAnInterruptedEmailIsDueAtOnceHoweverOftenItHasFailed() throws {
        try collectABooking()
        var moment = now
        while let mail = try due(at: moment).first {
            try claim(mail, at: moment)
            let next = try nextAttempt()
            try perform(at: moment) { try $0.mails.release(mail) }
            XCTAssertEqual(try due(at: moment), [mail])
            try claim(mail, at: moment)
            XCTAssertEqual(try nextAttempt(), next, "the delays grow as before")
            moment = next ?? moment
        }
        XCTAssertGreaterThan(moment.seconds(since: now), 4 * 86_400)
    }

    func testAnInterruptedEmailThatWasCancelledMeanwhileStaysCancelled() throws {
        try collectABooking()
        let mail = try XCTUnwrap(due(at: now).first)
        try claim(mail, at: now)
        try perform { try $0.changeAccount(of: bhavin, generation: 0, email: .remove) }
        try perform { try $0.mails.release(mail) }
        XCTAssertNil(try nextAttempt())
    }

    func testAnInterruptedLetterToAFacilitatorIsDueAtOnce() throws {
        let contact = FacilitatorContact(
            email: "arjun@example.org", replyTo: nil, letters: .each)
        _ = try makeEvent()
        try perform { try $0.facilitators.save(contact, of: arjun.id) }
        try book(makeEvent(), by: bhavin)
        try collect()
        func due(at moment: Timestamp) throws -> [DueFacilitatorMail] {
            try read(at: moment) { try $0.facilitatorMails.due(limit: 9) }
        }
        // The second attempt is the last one.
        for moment in [now, now.adding(seconds: 6 * 86_400)] {
            let mail = try XCTUnwrap(due(at: moment).first)
            XCTAssertTrue(try perform(at: moment) { try $0.facilitatorMails.claim(mail) })
            XCTAssertEqual(try due(at: moment), [])
            try perform(at: moment) { try $0.facilitatorMails.release(mail) }
            XCTAssertEqual(try due(at: moment), [mail])
        }
        let mail = try XCTUnwrap(due(at: now.adding(seconds: 6 * 86_400)).first)
        XCTAssertTrue(try perform { try $0.facilitatorMails.claim(mail) })
        let none = FacilitatorContact(email: "arjun@example.org", replyTo: nil, letters: .none)
        try perform { try $0.facilitators.save(none, of: arjun.id) }
        try perform { try $0.facilitatorMails.release(mail) }
        XCTAssertEqual(try database.read { try $0.facilitatorMails.depth().count }, 0)
    }

    func testRemovingTheAddressCancelsUnsentEmails() throws {
        try collectABooking()
        try perform { try $0.changeAccount(of: bhavin, generation: 0, email: .remove) }
        XCTAssertNil(try nextAttempt())
    }

    func testAnotherAddressInPlaceOfAnUnconfirmedOneCancelsUnsentEmails() throws {
        _ = try database.writeSynchronously { [bhavin] tx in
            try tx.execute(
                """
                UPDATE users SET inherited_email = email, confirmed_email = NULL
                WHERE id = \(bhavin.rawValue)
                """)
        }
        try collectABooking()
        XCTAssertNotNil(try nextAttempt())
        let other = try XCTUnwrap(EmailAddress("other@example.org"))
        try perform { try $0.changeAccount(of: bhavin, generation: 0, email: .replace(other)) }
        XCTAssertNil(try nextAttempt())
    }

    func testAFacilitatorWithoutAnAddressDelaysNoOthers() throws {
        let contact = FacilitatorContact(
            email: "arjun@example.org", replyTo: nil, letters: .each)
        // The first event makes the facilitator known.
        _ = try makeEvent()
        for next in [
            FacilitatorContact(email: nil, replyTo: nil, letters: .each),
            FacilitatorContact(email: "arjun@example.org", replyTo: nil, letters: .none),
        ] {
            try perform { try $0.facilitators.save(contact, of: arjun.id) }
            try book(makeEvent(), by: bhavin)
            try collect()
            let mail = try XCTUnwrap(
                database.read { try $0.facilitatorMails.due(limit: 9) }.first)
            try perform { try $0.facilitators.save(next, of: arjun.id) }
            XCTAssertEqual(try database.read { try $0.facilitatorMails.depth().count }, 0)
            XCTAssertFalse(try perform { try $0.facilitatorMails.claim(mail) })
        }
    }

    func testAnEmailSentDuringTheErasureIsWithdrawn() throws {
        try collectABooking()
        let mail = try XCTUnwrap(due(at: now).first)
        try perform { try $0.eraseAccount(of: bhavin, generation: 0) }
        XCTAssertFalse(try claim(mail, at: now))
        try markSent(mail)
        XCTAssertEqual(try due(at: now).map(\.id), [])
        XCTAssertEqual(try toWithdraw(), [mail.id])
        try database.writeSynchronously { try $0.mails.recordWithdrawal(of: mail.id) }
        XCTAssertEqual(try toWithdraw(), [])
        XCTAssertNil(try nextAttempt())
    }

    func testASentEmailIsNotDueUntilTheErasureWithdrawsIt() throws {
        try collectABooking()
        let mail = try XCTUnwrap(due(at: now).first)
        XCTAssert(try claim(mail, at: now))
        try markSent(mail)
        XCTAssertNil(try nextAttempt())
        XCTAssertEqual(try toWithdraw(), [])
        try perform { try $0.eraseAccount(of: bhavin, generation: 0) }
        XCTAssertEqual(try toWithdraw(), [mail.id])
    }

    func testTheCalendarSequenceIncreasesWithEachEmail() throws {
        let event = try makeEvent()
        let first = try book(event, by: bhavin)
        try perform { try $0.cancelBooking(first.id, of: bhavin) }
        let second = try book(event, by: bhavin)
        try perform { try $0.cancelBooking(second.id, of: bhavin) }
        try book(event, by: bhavin)
        try book(event, by: meera)
        try collect()
        let mails = try due(at: now).filter { $0.booking.userID == bhavin }
        XCTAssertEqual(
            mails.map(\.sequence), [0, 1, 0, 1, 0], "each booking has its own calendar entry")
        XCTAssertEqual(
            mails.map(\.change), [.confirmed, .cancelled, .confirmed, .cancelled, .confirmed])
        XCTAssertEqual(
            mails.map(\.isSuperseded), [true, false, true, false, false])
    }

    func testEmailsAreCollectedInOrderWithEveryLimit() throws {
        let events = [try makeEvent("A"), try makeEvent("B")]
        for _ in 0..<2 {
            let bookings = try events.map { try book($0, by: bhavin) }
            try book(events[1], by: meera)
            // With more changes than bookings, either collection can be ahead.
            for _ in 0..<5 { try change(bookings[0].id, to: "payment_failed") }
            for booking in bookings.reversed() {
                try perform { try $0.cancelBooking(booking.id, of: bhavin) }
            }
            try perform { try $0.cancelBooking(XCTUnwrap(ofMeera()), of: meera) }
        }
        let expected: [BookingChange.Kind] = [.confirmed, .cancelled, .confirmed, .cancelled]
        for limit in 1...17 {
            try execute("DELETE FROM mails")
            try execute("DELETE FROM calendar_entries")
            try execute("UPDATE facts SET value = 0 WHERE name LIKE 'mailed_%'")
            var rounds = 0
            while try areToCollect(), rounds < 99 {
                try collect(limit: limit)
                rounds += 1
            }
            XCTAssertLessThanOrEqual(rounds, 22 / limit + 1)
            let mails = try due(at: now)
            for (guest, event) in [(bhavin, 0), (bhavin, 1), (meera, 1)] {
                let collected = mails.filter {
                    $0.booking.userID == guest && $0.booking.event.id == events[event].id
                }
                XCTAssertEqual(collected.map(\.change), expected, "\(limit) at a time")
                XCTAssertEqual(collected.map(\.sequence), [0, 1, 0, 1], "\(limit) at a time")
            }
        }
    }

    func testOnlyAFullCollectionIsFollowedByAnother() throws {
        for _ in 0..<3 { try book(makeEvent(), by: bhavin) }
        let full = try perform { try $0.mails.collect(limit: 2) }
        let rest = try perform { try $0.mails.collect(limit: 2) }
        XCTAssertEqual([full, rest], [true, false])
        XCTAssertEqual(try due(at: now).count, 3)
    }

    func testALatePaymentIsMailedAfterAnEarlierFreeBooking() throws {
        let event = try makeEvent()
        try execute(
            """
            INSERT INTO bookings (event_id, user_id, seats, status, hold_expires_at, amount,
                currency, refund_policy, payment_status, created_at)
            VALUES (\(event.id), \(bhavin), 1, 'expired', 0, 100, 'INR', '[]', 'pending', 0)
            """)
        let free = try book(event, by: bhavin)
        try perform { try $0.cancelBooking(free.id, of: bhavin) }
        try change(BookingID(free.id.rawValue - 1), to: "confirmed")
        try collect()
        let mails = try due(at: now)
        XCTAssertEqual(mails.map(\.change), [.confirmed, .cancelled, .confirmed])
        XCTAssertEqual(mails.map(\.booking.amount), [0, 0, 100])
        XCTAssertEqual(mails.map(\.sequence), [0, 1, 0])
        XCTAssertEqual(mails.map(\.isSuperseded), [true, false, false])
    }

    private func change(_ booking: BookingID, to kind: String) throws {
        try execute(
            """
            INSERT INTO booking_changes (booking_id, kind, actor, at)
            VALUES (\(booking), \(kind), 'gateway', 0)
            """)
    }

    private func ofMeera() throws -> BookingID? {
        try integer("SELECT max(id) FROM bookings WHERE user_id = \(meera)").map {
            BookingID(Int64($0))
        }
    }

    func testGuestsGetTheirEmailsInTurn() throws {
        let event = try makeEvent(capacity: 500)
        for _ in 0..<30 {
            let booking = try book(event, by: bhavin)
            try perform { try $0.cancelBooking(booking.id, of: bhavin) }
        }
        try collect(limit: 99)
        try book(event, by: meera)
        try collect()
        let first = try due(at: now).prefix(2)
        XCTAssertEqual(Set(first.map(\.booking.userID)), [bhavin, meera])
        for mail in first {
            XCTAssertTrue(try claim(mail, at: now))
            try markSent(mail)
        }
        // The guest's later emails do not wait for the others either.
        try book(makeEvent(), by: meera)
        try collect()
        XCTAssertTrue(try due(at: now).prefix(2).contains { $0.booking.userID == meera })
    }

    func testALetterToAllGuestsOfAnEventDoesNotDelayAnotherGuest() throws {
        let event = try makeEvent(capacity: 500)
        for number in 1...40 {
            try book(event, by: register("guest\(number)", email: "g\(number)@example.com"))
        }
        try collect(limit: 99)
        try execute("UPDATE mails SET next_attempt_at = NULL, sent_at = 0")
        try perform { try $0.cancelEvent(event.id, of: arjun.id) }
        try collect(limit: 99)
        XCTAssertEqual(try due(at: now).count, 40)
        try book(makeEvent(), by: meera)
        try collect()
        XCTAssertTrue(try due(at: now).prefix(2).contains { $0.booking.userID == meera })
        // Another event's letters do not wait for all of the first one's either.
        let other = try makeEvent("Other")
        try book(other, by: bhavin)
        try perform { try $0.cancelEvent(other.id, of: arjun.id) }
        try collect()
        let first = try due(at: now).prefix(5)
        XCTAssertTrue(first.contains { $0.booking.event.id == other.id && $0.change == .cancelled })
    }

    func testFindingAnEmailCostsTheSameHoweverLongTheHistory() throws {
        let event = try makeEvent(capacity: 500)
        var times: [Duration] = []
        for bookings in [10, 100_000] {
            try execute(
                """
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(bookings))
                INSERT INTO bookings (event_id, user_id, seats, status, amount, currency,
                    refund_policy, created_at, confirmed_at, cancelled_at)
                SELECT \(event.id), \(bhavin), 1, 'cancelled', 0, 'INR', '[]', 0, 0, 0 FROM n
                """)
            try execute("UPDATE facts SET value = 9999999 WHERE name = 'mailed_beginnings_through'")
            try execute(
                """
                UPDATE facts SET value = (SELECT max(id) FROM bookings)
                WHERE name = 'mailed_beginnings_through'
                """)
            let booking = try book(event, by: bhavin)
            try collect()
            let start = ContinuousClock.now
            for _ in 0..<20 { XCTAssertEqual(try due(at: now).count, 1) }
            times.append((ContinuousClock.now - start) / 20)
            for mail in try due(at: now) where try claim(mail, at: now) { try markSent(mail) }
            try execute(
                "UPDATE bookings SET status = 'cancelled', cancelled_at = 0 WHERE id = \(booking.id)"
            )
        }
        print("an email with 10 and 100,000 bookings:", times)
        XCTAssertLessThan(times[1], times[0] * 5 + .milliseconds(2))
    }

    func testAHeldBookingIsNotMailed() throws {
        try book(makeEvent(price: 100), by: bhavin)
        try collect()
        XCTAssertEqual(try due(at: now), [])
        XCTAssertFalse(try areToCollect())
    }

    private func collectABooking() throws {
        try book(makeEvent(), by: bhavin)
        try collect()
        XCTAssertEqual(try due(at: now).count, 1)
    }

    private func collect(limit: Int = 9) throws {
        try perform { try $0.mails.collect(limit: limit) }
    }

    private func areToCollect() throws -> Bool {
        try database.read { try $0.mails.areToCollect() }
    }

    private func due(at moment: Timestamp) throws -> [DueMail] {
        try read(at: moment) { try $0.mails.due(limit: 99) }
    }

    private func toWithdraw() throws -> [Int64] {
        try database.read { try $0.mails.toWithdraw(limit: 9) }
    }

    @discardableResult
    private func claim(_ mail: DueMail, at moment: Timestamp) throws -> Bool {
        try perform(at: moment) { try $0.mails.claim(mail) }
    }

    private func markSent(_ mail: DueMail) throws {
        try database.writeSynchronously { try $0.mails.markSent(mail) }
    }

    private func nextAttempt() throws -> Timestamp? {
        try integer("SELECT max(next_attempt_at) FROM mails").map {
            Timestamp(clamping: Int64($0))
        }
    }
}
