import AccountLetters
import BookingDomain
import BookingStore
import JSONCoding
import SQLite
import Timekeeping
import XCTest

@testable import MainAPI

final class AccountTests: StoreTestCase {
    func testUsernamesAreUniqueIgnoringCase() throws {
        assertRefusal(.usernameTaken) { try register("BHAVIN") }
        XCTAssertNoThrow(try register("other"))
    }

    func testAnAccountIsFoundByUsername() throws {
        let found = try account(named: "bHaViN")
        XCTAssertEqual(found?.user.id, bhavin)
        XCTAssertEqual(found?.user.username, "bhavin")
        XCTAssertEqual(found?.passwordHash, "$y$hash")
        XCTAssertNil(try account(named: "unknown"))
    }

    func testANewPasswordInvalidatesOlderTokens() throws {
        let changed = try perform {
            try $0.changeAccount(
                of: bhavin, generation: 0, name: PersonName("B. Shah"), email: .remove,
                passwordHash: "$y$2")
        }
        XCTAssertEqual(changed.tokenGeneration, 1)
        XCTAssertEqual(changed.passwordHash, "$y$2")
        XCTAssertEqual(changed.user.name, "B. Shah")
        XCTAssertNil(changed.user.email)
        let kept = try perform { try $0.changeAccount(of: bhavin, generation: 1) }
        XCTAssertEqual(kept, changed)
    }

    func testAnEndedLoginCannotChangeTheAccount() throws {
        try perform { try $0.changeAccount(of: bhavin, generation: 0, passwordHash: "$y$owner") }
        assertRefusal(.loginEnded) {
            try perform {
                try $0.changeAccount(of: bhavin, generation: 0, passwordHash: "$y$thief")
            }
        }
        assertRefusal(.loginEnded) {
            try perform { try $0.eraseAccount(of: bhavin, generation: 0) }
        }
        XCTAssertEqual(try account(named: "bhavin")?.passwordHash, "$y$owner")
    }

    func testTheConfirmedAddressEnteredAgainNeedsNoOtherConfirmation() throws {
        func enter(_ address: String) throws -> User {
            let email = try XCTUnwrap(EmailAddress(address))
            return try perform {
                try $0.changeAccount(of: bhavin, generation: 0, email: .replace(email))
            }.user
        }
        func letters() throws -> [String] {
            try database.read { tx in
                try tx.all(
                    """
                    SELECT kind || ' ' || address FROM account_letters
                    WHERE account_id = \(bhavin) AND next_attempt_at IS NOT NULL ORDER BY id
                    """
                ) { $0.string(0) }
            }
        }
        let changed = try enter("other@example.com")
        XCTAssertEqual(changed.email, "other@example.com")
        XCTAssertEqual(changed.confirmedEmail, "bhavin@example.com")
        let notice = "address_changed bhavin@example.com"
        XCTAssertEqual(try letters(), ["confirm_address other@example.com", notice])
        let back = try enter("BHAVIN@example.com")
        XCTAssertEqual(back.email, "bhavin@example.com")
        XCTAssertTrue(back.isEmailConfirmed)
        XCTAssertEqual(try letters(), [notice], "the other address gets no letter any longer")
        XCTAssertEqual(try enter("Bhavin@Example.com"), back)
        XCTAssertEqual(try letters(), [notice])
    }

    func testAnEmailAddressAsUsernameIsNotShownAsTheName() throws {
        let ravi = try perform {
            try $0.register(XCTUnwrap(Username("ravi@example.org")), passwordHash: "!")
        }
        XCTAssertEqual(ravi.username, "ravi@example.org")
        XCTAssertEqual(ravi.name, "Guest \(ravi.id)")
        let seen = try database.read { try $0.users.page(seenBy: arjun.id, PageRequest()) }
        XCTAssertEqual(seen.items.last?.name, ravi.name)
        let kavya = try perform {
            try $0.register(XCTUnwrap(Username("kavya")), passwordHash: "!")
        }
        XCTAssertEqual(kavya.name, "kavya")
    }

    func testSeveralAccountsMayHaveTheSameEmailAddress() throws {
        let shared = try XCTUnwrap(EmailAddress("meera@example.com"))
        XCTAssertEqual(
            try perform { try $0.changeAccount(of: bhavin, generation: 0, email: .replace(shared)) }
                .user
                .email,
            shared.text)
    }

    func testARestorationVoidsTheLinksOfLettersAndCancelsUnsentOnes() throws {
        let link = try perform { tx in
            try tx.accountLetters.addReset(login: "bhavin")
            return try tx.accountLinks.issue(
                .reset, of: bhavin.rawValue, address: "bhavin@example.com")
        }
        XCTAssertNotNil(try database.read { try $0.accountLinks.find(link, .reset) })
        XCTAssertNil(try database.read { try $0.accountLinks.find(link, .confirm) })
        try perform { try $0.metadata.recordRestoration() }
        XCTAssertNil(try database.read { try $0.accountLinks.find(link, .reset) })
        XCTAssertEqual(try database.read { try $0.accountLetters.due(limit: 9) }, [])
    }

    func testAnInterruptedLetterIsDueAtOnceUnlessItWasCancelledMeanwhile() throws {
        let guest = try register("meera2", email: "meera2@example.org")
        func letters() throws -> [AccountLetter] {
            try database.read { try $0.accountLetters.due(limit: 99) }
                .filter {
                    $0.recipient == .address("meera2@example.org", ofAccount: guest.rawValue)
                }
        }
        try perform { tx in
            try tx.accountLetters.addReset(login: "meera2@example.org")
            let request = try XCTUnwrap(tx.accountLetters.due(limit: 99).last)
            _ = try tx.accountLetters.claim(request)
            _ = try tx.accountLetters.resolve(
                request, to: "meera2@example.org", ofAccount: guest.rawValue)
            try tx.accountLetters.release(request)
        }
        let letter = try XCTUnwrap(letters().last)
        XCTAssertEqual(letter.kind, .resetPassword)
        try perform { tx in
            XCTAssertTrue(try tx.accountLetters.claim(letter))
            _ = try tx.changeAccount(of: guest, generation: 0, passwordHash: "$y$new")
            try tx.accountLetters.release(letter)
        }
        XCTAssertFalse(try letters().map(\.id).contains(letter.id))
    }

    func testAnUnsentLetterWithALinkIsCancelledWhenItsLinkWouldBeVoid() throws {
        let other = try XCTUnwrap(EmailAddress("other@example.org"))
        let changes: [(Transaction, UserID) throws -> Void] = [
            { _ = try $0.changeAccount(of: $1, generation: 0, passwordHash: "$y$new") },
            { _ = try $0.changeAccount(of: $1, generation: 0, email: .replace(other)) },
            { _ = try $0.changeAccount(of: $1, generation: 0, email: .remove) },
        ]
        for (number, change) in changes.enumerated() {
            let address = "guest\(number)@example.org"
            let guest = try register("guest\(number)", email: address)
            let due = try perform { tx in
                // The first attempt fails.
                try tx.accountLetters.addReset(login: address)
                let letter = try XCTUnwrap(tx.accountLetters.due(limit: 99).last)
                _ = try tx.accountLetters.claim(letter)
                _ = try tx.accountLetters.resolve(letter, to: address, ofAccount: guest.rawValue)
                try change(tx, guest)
                return letter
            }
            let later = now.adding(seconds: 60)
            let waiting = try perform(at: later) { try $0.accountLetters.due(limit: 99) }
            XCTAssertFalse(waiting.map(\.id).contains(due.id), "\(number)")
        }
        XCTAssertEqual(try database.read { try $0.accountLetters.state().givenUp }, 0)
    }

    func testErasingAnAccountCancelsItsBookingsAndFreesTheUsername() throws {
        let coming = try book(makeEvent(), by: bhavin)
        let running = try book(makeEvent(startsInHours: 1), by: bhavin)
        try perform { tx in
            try tx.idempotencyKeys.store(
                StoredResponse(fingerprint: [1], status: 200, headers: [], body: [2]), under: "k",
                of: .user(bhavin))
        }
        let later = now.adding(seconds: 3600)
        let cancelled = try perform(at: later) { try $0.eraseAccount(of: bhavin, generation: 0) }
        XCTAssertEqual(cancelled.map(\.booking.id), [coming.id])
        XCTAssertEqual(
            try noticeTypes(of: coming), ["booking.confirmed", "booking.cancelled", "guest.erased"]
        )
        XCTAssertEqual(try noticeTypes(of: running), ["booking.confirmed", "guest.erased"])
        XCTAssertEqual(try integer("SELECT count(*) FROM idempotency_keys"), 0)
        XCTAssertNil(try account(named: "bhavin"))
        XCTAssertNil(try database.read { try $0.users.tokenGeneration(of: bhavin) })
        assertRefusal(.notFound(.user)) {
            try perform { try $0.eraseAccount(of: bhavin, generation: 0) }
        }
        XCTAssertNoThrow(try register("bhavin", email: "bhavin@example.com"))
        try assertSound()
    }

    func testAnErasedGuestIsOfferedNoSeatsOfTheirOwnCancelledBooking() throws {
        let event = try makeEvent(capacity: 1)
        let address = EmailAddress("bhavin@example.com")
        let added = AddedBooking(name: "Bhavin", email: address)
        try perform { _ = try $0.addBooking(added, to: event.id, of: arjun.id) }
        for user in [bhavin, meera] {
            try perform { _ = try $0.joinWaitlist(of: event.id, for: user) }
        }
        try perform { try $0.eraseAccount(of: bhavin, generation: 0) }
        let offered = try texts(
            "SELECT user_id || '' FROM bookings WHERE is_offer AND status = 'held'")
        XCTAssertEqual(offered, ["\(meera)"])
        try assertSound()
    }

    func testAnExportContainsTheAccountItsBookingsAndMessages() throws {
        let booking = try book(makeEvent(), by: bhavin)
        try perform { try $0.cancelBooking(booking.id, of: bhavin) }
        let again = try book(makeEvent(), by: bhavin)
        let account = try database.read { try $0.users.account(of: bhavin) }
        let calendar = try perform { try $0.calendarLinks.findOrMake(for: .user(bhavin)) }
        var export = AccountExport(of: try XCTUnwrap(account).user, calendar: calendar, at: now)
        while try database.read({ try export.readMore(limit: 1, in: $0) }) {}
        let json = try XCTUnwrap(JSONValue(parsing: export.text).object)
        XCTAssertEqual(json["user"]?.object?["username"], .string("bhavin"))
        XCTAssertEqual(json["calendar_created_at"], .string(now.rfc3339))
        let bookings = json["bookings"]?.array?.compactMap { $0.object?["id"]?.integer }
        XCTAssertEqual(bookings, [booking.id.rawValue, again.id.rawValue])
        let kinds = json["notifications"]?.array?.compactMap { $0.object?["kind"]?.string }
        XCTAssertEqual(kinds, ["booking_cancelled"])
    }

    func testAnExportContainsTheWaitsForSeats() throws {
        let events = try (0..<3).map { try makeEvent(capacity: 1, startsInHours: 240 + $0) }
        for event in events {
            try book(event, by: meera)
            try perform { try $0.joinWaitlist(of: event.id, for: bhavin) }
        }
        _ = try perform { try $0.leaveWaitlist(of: events[0].id, for: bhavin) }
        let account = try database.read { try $0.users.account(of: bhavin) }
        var export = AccountExport(of: try XCTUnwrap(account).user, calendar: nil, at: now)
        while try database.read({ try export.readMore(limit: 1, in: $0) }) {}
        let waits = try XCTUnwrap(
            JSONValue(parsing: export.text).object?["waitlist"]?.array?.compactMap(\.object))
        XCTAssertEqual(
            waits.map { $0["event_id"]?.integer }, events.map(\.id.rawValue), "oldest first")
        XCTAssertEqual(
            waits.map { $0["status"]?.string }, ["left", "waiting", "waiting"])
        XCTAssertEqual(waits[1]["position"]?.integer, 1)
        XCTAssertEqual(waits[1]["event"]?.object?["title"], .string("Meditation"))
    }

    func testAnAccountWithManyBookingsIsErasedInSteps() throws {
        let events = try (0..<5).map { try makeEvent(startsInHours: 24 + $0) }
        let bookings = try events.map { try book($0, by: bhavin) }
        for booking in bookings.prefix(3) {
            try perform { try $0.cancelBooking(booking.id, of: bhavin) }
        }
        var progress: ErasureProgress?
        var steps = 0
        repeat {
            progress = try perform {
                try $0.prepareErasure(of: bhavin, generation: 0, after: progress, limit: 2)
            }
            steps += 1
        } while progress?.hasMore == true
        XCTAssertEqual(steps, 3)
        // A change between the last step and the end writes the name again.
        try perform { try $0.cancelBooking(bookings[3].id, of: bhavin) }
        let late = try book(makeEvent(startsInHours: 48), by: bhavin)
        try perform { try $0.eraseAccount(of: bhavin, generation: 0, after: progress) }
        XCTAssertFalse(
            try database.read({ try $0.outbox.due(limit: 99) }).notices.contains {
                $0.notice.user.contains("Bhavin")
            }
        )
        XCTAssertEqual(try integer("SELECT count(*) FROM notifications"), 0)
        for booking in bookings + [late] {
            let told = try noticeTypes(of: booking).filter { $0 == "guest.erased" }.count
            // The booking cancelled after the steps has a second notice of the erasure.
            XCTAssertEqual(told, booking.id == bookings[3].id ? 2 : 1)
        }
        try assertSound()
    }

    func testAFacilitatorSeesAllNamesAndTheAddressesOfTheirOwnGuests() throws {
        let erased = try register("ravi", email: "ravi@example.com")
        try perform { try $0.eraseAccount(of: erased, generation: 0) }
        let holder = try register("holder", email: "holder@example.com")
        try book(makeEvent(price: 100), by: holder)
        let booking = try book(makeEvent(), by: bhavin)
        try perform { try $0.cancelBooking(booking.id, of: bhavin) }
        let seen = try database.read { try $0.users.page(seenBy: arjun.id, PageRequest()) }
        XCTAssertEqual(seen.items.map(\.name), ["Bhavin", "Meera", "Holder"])
        XCTAssertEqual(seen.items.map(\.email), ["bhavin@example.com", nil, nil])
        let byAnother = try database.read {
            try $0.users.page(seenBy: FacilitatorID(3), PageRequest())
        }
        XCTAssertEqual(byAnother.items.map(\.email), [nil, nil, nil])
    }

    private func account(named name: String) throws -> Account? {
        let username = try XCTUnwrap(Username(name))
        return try database.read { try $0.users.account(named: username) }
    }

}
