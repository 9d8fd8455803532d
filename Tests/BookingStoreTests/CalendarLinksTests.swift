import BookingDomain
import SQLite
import XCTest

@testable import BookingStore

/// The addresses of private calendars.
final class CalendarLinksTests: StoreTestCase {
    private var owners: [CalendarOwner] { [.user(bhavin), .facilitator(arjun.id)] }

    func testALinkIsMadeOnceAndRenewedOnRequest() throws {
        for owner in owners {
            XCTAssertNil(try read { try $0.calendarLinks.find(of: owner) })
            let first = try perform { try $0.calendarLinks.findOrMake(for: owner) }
            XCTAssertEqual(try perform { try $0.calendarLinks.findOrMake(for: owner) }, first)
            XCTAssertEqual(first.owner, owner)
            XCTAssertEqual(first.seed.count, 32)
            let second = try perform { try $0.calendarLinks.renew(for: owner) }
            XCTAssertNotEqual(second.seed, first.seed)
            XCTAssertEqual(try read { try $0.calendarLinks.findUsable(first.id) }, second)
        }
        XCTAssertEqual(try integer("SELECT count(*) FROM calendar_links"), 2)
    }

    func testAnErasureDeletesTheLink() throws {
        let links = try perform { tx in try owners.map(tx.calendarLinks.findOrMake(for:)) }
        try perform { _ = try $0.eraseAccount(of: bhavin, generation: 0) }
        XCTAssertNil(try read { try $0.calendarLinks.findUsable(links[0].id) })
        XCTAssertNotNil(try read { try $0.calendarLinks.findUsable(links[1].id) })
        assertRefusal(.notFound(.user)) {
            try perform { try $0.calendarLinks.findOrMake(for: .user(bhavin)) }
        }
        try assertSound()
    }

    func testAnErasureAfterARestorationDeletesTheLink() throws {
        let created = try XCTUnwrap(read { try $0.users.account(of: bhavin) }).user.createdAt
        let link = try perform { try $0.calendarLinks.findOrMake(for: .user(bhavin)) }
        try perform {
            try $0.eraseAgain([ErasedGuest(id: bhavin, registeredAt: created)])
        }
        XCTAssertNil(try read { try $0.calendarLinks.findUsable(link.id) })
    }

    func testALinkOfAnErasedGuestIsAViolation() throws {
        try perform { _ = try $0.eraseAccount(of: bhavin, generation: 0) }
        try execute(
            """
            INSERT INTO calendar_links (user_id, seed, created_at)
            VALUES (\(bhavin), randomblob(32), 0)
            """)
        XCTAssertEqual(
            try read { try Invariants.check($0) }.map(\.rule), [.calendarsOwned])
    }

    func testALinkWithoutAnOwnerIsUnreadable() throws {
        for statement: SQL in [
            "PRAGMA ignore_check_constraints = ON",
            "INSERT INTO calendar_links (id, seed, created_at) VALUES (7, randomblob(32), 0)",
            "PRAGMA ignore_check_constraints = OFF",
        ] {
            try execute(statement)
        }
        XCTAssertThrowsError(try read { try $0.calendarLinks.findUsable(7) }) { error in
            XCTAssertEqual((error as? UnreadableRow)?.column, "calendar_links.facilitator_id")
        }
    }

    func testARestorationVoidsAllLinks() throws {
        let links = try perform { tx in try owners.map(tx.calendarLinks.findOrMake(for:)) }
        try perform { try $0.metadata.recordRestoration() }
        for link in links { XCTAssertNil(try read { try $0.calendarLinks.findUsable(link.id) }) }
    }

    func testADisabledFacilitatorsLinkIsNotUsable() throws {
        let link = try perform { try $0.calendarLinks.findOrMake(for: .facilitator(arjun.id)) }
        try perform { try $0.metadata.setDisabledFacilitators([FacilitatorID(1), arjun.id]) }
        XCTAssertNil(try read { try $0.calendarLinks.findUsable(link.id) })
        try perform { try $0.metadata.setDisabledFacilitators([FacilitatorID(1)]) }
        XCTAssertEqual(try read { try $0.calendarLinks.findUsable(link.id) }, link)
    }

    func testTheDatabaseRefusesALinkOfNoneOrTwoOwners() throws {
        let rows: [SQL] = [
            "NULL, NULL, randomblob(32)", "\(bhavin), 2, randomblob(32)",
            "\(bhavin), NULL, randomblob(31)", "999, NULL, randomblob(32)",
        ]
        for row in rows {
            XCTAssertThrowsError(
                try execute(
                    """
                    INSERT INTO calendar_links (user_id, facilitator_id, seed, created_at)
                    VALUES (\(fragment: row), 0)
                    """), "\(row)")
        }
    }
}
