import BookingDomain
import BookingStore
import SQLite
import Timekeeping
import XCTest

/// Letters to guests about their waits, as rows of their table.
final class WaitlistLettersTests: StoreTestCase {
    private func due(at moment: Timestamp? = nil) throws -> [DueWaitlistLetter] {
        try read(at: moment) { try $0.waitlistLetters.due(limit: 9) }
    }

    @discardableResult
    private func claim(_ letter: DueWaitlistLetter, at moment: Timestamp? = nil) throws -> Bool {
        try perform(at: moment) { try $0.waitlistLetters.claim(letter) }
    }

    private func nextAttempt() throws -> Timestamp? {
        try integer("SELECT next_attempt_at FROM waitlist_letters ORDER BY id LIMIT 1")
            .map { Timestamp(clamping: Int64($0)) }
    }

    /// An event whose only seat is Meera's, and for which Bhavin waits.
    @discardableResult
    private func waitForAFullEvent() throws -> (Event, Booking) {
        let event = try makeEvent(capacity: 1)
        let taken = try book(event, by: meera)
        try perform { try $0.joinWaitlist(of: event.id, for: bhavin) }
        return (event, taken)
    }

    func testALetterIsRetriedForFiveDays() throws {
        try waitForAFullEvent()
        var moment = now
        var attempts = 0
        while attempts < 100, let letter = try due(at: moment).first {
            attempts += 1
            try claim(letter, at: moment)
            let next = try nextAttempt()
            if attempts == 1 { XCTAssertEqual(next, now.adding(seconds: 30)) }
            moment = next ?? moment
        }
        XCTAssertGreaterThan(moment.seconds(since: now), 5 * 86_400 - 1)
        XCTAssertLessThan(moment.seconds(since: now), 6 * 86_400)
        XCTAssertNil(try nextAttempt())
        XCTAssertLessThan(attempts, 100)
    }

    func testAnInterruptedLetterIsDueAtOnce() throws {
        try waitForAFullEvent()
        let letter = try XCTUnwrap(due().first)
        XCTAssertTrue(try claim(letter))
        XCTAssertEqual(try due(), [])
        try perform { try $0.waitlistLetters.release(letter) }
        XCTAssertEqual(try due(), [letter])
    }

    func testALetterIsSentOnce() throws {
        try waitForAFullEvent()
        let letter = try XCTUnwrap(due().first)
        XCTAssertTrue(try claim(letter))
        try perform { try $0.waitlistLetters.markSent(letter) }
        try perform { try $0.waitlistLetters.release(letter) }
        XCTAssertEqual(try due(at: now.adding(seconds: 86_400)), [])
        XCTAssertEqual(try read { try $0.waitlistLetters.depth().count }, 0)
    }

    func testALetterWhoseReasonHasEndedIsObsolete() throws {
        let (event, taken) = try waitForAFullEvent()
        func kinds(at moment: Timestamp? = nil) throws -> [String] {
            try due(at: moment).map { "\($0.kind.rawValue) \($0.isObsolete)" }
        }
        XCTAssertEqual(try kinds(), ["joined false"])
        try perform { try $0.cancelBooking(taken.id, of: meera) }
        XCTAssertEqual(
            try kinds(), ["offered false", "joined true"], "offers first")
        let end = try XCTUnwrap(due().first?.entry.offerExpiresAt)
        try perform(at: end) { try $0.serveWaitlist(of: event.id) }
        XCTAssertEqual(try kinds(at: end), ["offered true", "joined true", "lapsed false"])
        try execute("DELETE FROM waitlist_letters")
        let (other, _) = try waitForAFullEvent()
        try perform {
            _ = try $0.editEvent(other.id, by: arjun, EventFields(location: "Goa"))
        }
        try perform(at: other.startsAt.adding(seconds: -3_600)) {
            try $0.closeWaitlist(of: other.id)
        }
        let late = other.startsAt.adding(seconds: -3_000)
        XCTAssertEqual(
            try kinds(at: late), ["joined false", "event_changed false", "closed false"])
        try perform(at: late) { _ = try $0.leaveWaitlist(of: other.id, for: bhavin) }
        XCTAssertEqual(
            try kinds(at: late),
            ["joined true", "event_changed true", "closed true", "left false"])
    }

    func testADroppedLetterIsNotDueAgain() throws {
        try waitForAFullEvent()
        let letter = try XCTUnwrap(due().first)
        try perform { try $0.waitlistLetters.drop(letter) }
        XCTAssertEqual(try due(at: now.adding(seconds: 86_400)), [])
        XCTAssertFalse(try claim(letter))
    }

    func testALetterAboutAnOfferHasItsBookingAndTheFacilitatorsAddress() throws {
        let event = try makeEvent(capacity: 2, price: 1_000)
        let contact = FacilitatorContact(
            email: "arjun@example.org", replyTo: "desk@example.org", letters: .none)
        try perform { try $0.facilitators.save(contact, of: arjun.id) }
        let seats = try XCTUnwrap(Seats(2))
        try perform {
            try $0.addBooking(
                AddedBooking(name: "Ravi", seats: seats), to: event.id, of: arjun.id)
        }
        try perform { try $0.joinWaitlist(of: event.id, for: bhavin, seats: seats) }
        XCTAssertNil(try due().first?.offer)
        let taken = try XCTUnwrap(integer("SELECT max(id) FROM bookings"))
        try perform {
            try $0.cancelBooking(BookingID(Int64(taken)), of: arjun.id, .init())
        }
        let letter = try XCTUnwrap(due().first)
        XCTAssertEqual(letter.offer?.amount, 2_000)
        XCTAssertEqual(letter.offer?.id, letter.entry.bookingID)
        XCTAssertEqual(letter.replyAddress, "desk@example.org")
        XCTAssertEqual(letter.address, "bhavin@example.com")
    }

    func testRemovingTheAddressCancelsUnsentLetters() throws {
        try waitForAFullEvent()
        let letter = try XCTUnwrap(due().first)
        try perform { try $0.changeAccount(of: bhavin, generation: 0, email: .remove) }
        XCTAssertNil(try nextAttempt())
        XCTAssertFalse(try claim(letter))
    }

    func testALetterToAnEarlierAddressIsNotClaimed() throws {
        try waitForAFullEvent()
        let letter = try XCTUnwrap(due().first)
        try execute("UPDATE users SET confirmed_email = 'new@example.org' WHERE id = \(bhavin)")
        XCTAssertFalse(try claim(letter))
        XCTAssertEqual(try due().map(\.address), ["new@example.org"])
    }

    func testALetterSentDuringTheErasureIsWithdrawn() throws {
        try waitForAFullEvent()
        let letter = try XCTUnwrap(due().first)
        XCTAssertTrue(try claim(letter))
        try perform { try $0.eraseAccount(of: bhavin, generation: 0) }
        try perform { try $0.waitlistLetters.markSent(letter) }
        try perform { try $0.waitlistLetters.drop(letter) }
        XCTAssertEqual(try due(), [])
        XCTAssertEqual(try read { try $0.waitlistLetters.toWithdraw(limit: 9) }, [letter.id])
        XCTAssertEqual(try read { try $0.waitlistLetters.depth().count }, 0)
        try perform { try $0.waitlistLetters.recordWithdrawal(of: letter.id) }
        XCTAssertEqual(try read { try $0.waitlistLetters.toWithdraw(limit: 9) }, [])
    }
}
