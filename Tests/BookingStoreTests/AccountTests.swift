import BookingDomain
import BookingStore
import JSONCoding
import SQLite
import Timekeeping
import XCTest

@testable import MainAPI

final class AccountTests: StoreTestCase {
    func testNamesAreUniqueWhateverTheirCase() throws {
        assertRefusal(.usernameTaken) { try register("BHAVIN") }
        XCTAssertNoThrow(try register("other"))
    }

    func testAGuestIsFoundByTheNameTheyLogInWith() throws {
        let found = try account(named: "bHaViN")
        XCTAssertEqual(found?.user.id, bhavin)
        XCTAssertEqual(found?.user.username, "bhavin")
        XCTAssertEqual(found?.passwordHash, "$y$hash")
        XCTAssertNil(try account(named: "nobody"))
    }

    func testANewPasswordEndsOlderTokens() throws {
        let changed = try perform(
            ChangeAccount(
                user: bhavin, generation: 0, name: PersonName("B. Shah"), email: .remove,
                passwordHash: "$y$2"))
        XCTAssertEqual(changed.tokenGeneration, 1)
        XCTAssertEqual(changed.passwordHash, "$y$2")
        XCTAssertEqual(changed.user.name, "B. Shah")
        XCTAssertNil(changed.user.email)
        let kept = try perform(ChangeAccount(user: bhavin, generation: 1))
        XCTAssertEqual(kept, changed)
    }

    func testALoginThatEndedWhileItsRequestWaitedChangesNothing() throws {
        try perform(ChangeAccount(user: bhavin, generation: 0, passwordHash: "$y$owner"))
        assertRefusal(.loginEnded) {
            try perform(ChangeAccount(user: bhavin, generation: 0, passwordHash: "$y$thief"))
        }
        assertRefusal(.loginEnded) { try perform(EraseAccount(user: bhavin, generation: 0)) }
        XCTAssertEqual(try account(named: "bhavin")?.passwordHash, "$y$owner")
    }

    func testAnAddressThatServesAsUsernameIsNotShownAsTheName() throws {
        let nameless = RegisterUser(
            username: try XCTUnwrap(Username("ravi@example.org")), name: nil, email: nil,
            passwordHash: "!")
        let ravi = try perform(nameless)
        XCTAssertEqual(ravi.username, "ravi@example.org")
        XCTAssertEqual(ravi.name, "Guest \(ravi.id)")
        let seen = try database.read { try Users.page(seenBy: arjun.id, PageRequest(), on: $0) }
        XCTAssertEqual(seen.items.last?.name, ravi.name)
        let kavya = try perform(
            RegisterUser(
                username: XCTUnwrap(Username("kavya")), name: nil, email: nil, passwordHash: "!"))
        XCTAssertEqual(kavya.name, "kavya")
    }

    func testOneAddressMayStandForSeveralPeople() throws {
        let shared = try XCTUnwrap(EmailAddress("meera@example.com"))
        XCTAssertEqual(
            try perform(ChangeAccount(user: bhavin, generation: 0, email: .replace(shared))).user
                .email,
            shared.text)
    }

    func testErasingCancelsWhatIsToComeAndFreesTheName() throws {
        let coming = try book(makeEvent(), by: bhavin)
        let running = try book(makeEvent(startsInHours: 1), by: bhavin)
        try database.writeSynchronously { [bhavin, now] connection in
            try IdempotencyKeys.keep(
                StoredAnswer(fingerprint: [1], status: 200, headers: [], body: [2]),
                under: "k", of: .user(bhavin), at: now, on: connection)
        }
        let later = now.adding(seconds: 3600)
        let cancelled = try perform(EraseAccount(user: bhavin, generation: 0), at: later)
        XCTAssertEqual(cancelled.map(\.booking.id), [coming.id])
        XCTAssertEqual(
            try noticeTypes(of: coming), ["booking.confirmed", "booking.cancelled", "guest.erased"]
        )
        XCTAssertEqual(try noticeTypes(of: running), ["booking.confirmed", "guest.erased"])
        XCTAssertEqual(try integer("SELECT count(*) FROM idempotency_keys"), 0)
        XCTAssertNil(try account(named: "bhavin"))
        XCTAssertNil(try database.read { try Users.tokenGeneration(of: bhavin, on: $0) })
        assertRefusal(.notFound(.user)) { try perform(EraseAccount(user: bhavin, generation: 0)) }
        XCTAssertNoThrow(try register("bhavin", email: "bhavin@example.com"))
        try assertSound()
    }

    func testAnExportHasTheAccountItsBookingsAndMessages() throws {
        let booking = try book(makeEvent(), by: bhavin)
        try perform(CancelBooking(booking: booking.id, user: bhavin))
        let again = try book(makeEvent(), by: bhavin)
        let account = try database.read { try Users.account(of: bhavin, on: $0) }
        var export = AccountExport(of: try XCTUnwrap(account).user, at: now)
        while try database.read({ try export.readOn(limit: 1, at: now, on: $0) }) {}
        let json = try XCTUnwrap(JSONValue(parsing: export.text).object)
        XCTAssertEqual(json["user"]?.object?["username"], .string("bhavin"))
        let bookings = json["bookings"]?.array?.compactMap { $0.object?["id"]?.integer }
        XCTAssertEqual(bookings, [booking.id.rawValue, again.id.rawValue])
        let kinds = json["notifications"]?.array?.compactMap { $0.object?["kind"]?.string }
        XCTAssertEqual(kinds, ["booking_cancelled"])
    }

    func testALongPastIsForgottenInSteps() throws {
        let events = try (0..<5).map { try makeEvent(startsInHours: 24 + $0) }
        let bookings = try events.map { try book($0, by: bhavin) }
        for booking in bookings.prefix(3) {
            try perform(CancelBooking(booking: booking.id, user: bhavin))
        }
        var progress: ForgetGuest.Progress?
        var steps = 0
        repeat {
            progress = try perform(
                ForgetGuest(user: bhavin, generation: 0, after: progress, limit: 2))
            steps += 1
        } while progress?.goesOn == true
        XCTAssertEqual(steps, 3)
        // What happens between the last step and the end names the guest once more.
        try perform(CancelBooking(booking: bookings[3].id, user: bhavin))
        let late = try book(makeEvent(startsInHours: 48), by: bhavin)
        try perform(EraseAccount(user: bhavin, generation: 0, after: progress))
        XCTAssertFalse(
            try database.read({ try Outbox.due(limit: 99, at: now, on: $0) }).notices.contains {
                $0.notice.user.contains("Bhavin")
            }
        )
        XCTAssertEqual(try integer("SELECT count(*) FROM notifications"), 0)
        for booking in bookings + [late] {
            let told = try noticeTypes(of: booking).filter { $0 == "guest.erased" }.count
            // Of the one that was cancelled by its name behind the steps, CRMAPI is told again.
            XCTAssertEqual(told, booking.id == bookings[3].id ? 2 : 1)
        }
        try assertSound()
    }

    func testAFacilitatorSeesAllNamesAndTheAddressesOfThoseWhoBookedWithThem() throws {
        let erased = try register("ravi", email: "ravi@example.com")
        try perform(EraseAccount(user: erased, generation: 0))
        let holder = try register("holder", email: "holder@example.com")
        try book(makeEvent(price: 100), by: holder)
        let booking = try book(makeEvent(), by: bhavin)
        try perform(CancelBooking(booking: booking.id, user: bhavin))
        let seen = try database.read { try Users.page(seenBy: arjun.id, PageRequest(), on: $0) }
        XCTAssertEqual(seen.items.map(\.name), ["Bhavin", "Meera", "Holder"])
        XCTAssertEqual(seen.items.map(\.email), ["bhavin@example.com", nil, nil])
        let byAnother = try database.read {
            try Users.page(seenBy: FacilitatorID(3), PageRequest(), on: $0)
        }
        XCTAssertEqual(byAnother.items.map(\.email), [nil, nil, nil])
    }

    private func account(named name: String) throws -> Account? {
        let username = try XCTUnwrap(Username(name))
        return try database.read { try Users.account(named: username, on: $0) }
    }

}
