import BookingStore
import Foundation
import HTTPClient
import JSONCoding
import SQLite
import TestSupport
import XCTest

/// A guest's letter while thousands of others wait.
final class MailQueueTests: SystemTestCase {
    private static let waiting = 10_000

    func testALetterDoesNotWaitForThoseToAllGuestsOfAnEvent() async throws {
        let event = try await system.event(capacity: 2 * Self.waiting)
        try seed(bookingsOf: event, oneGuest: false)
        try await system.cancel(event)
        try await checkThatALetterOvertakes()
    }

    func testALetterDoesNotWaitForThoseToAnotherGuest() async throws {
        let event = try await system.event(capacity: 2 * Self.waiting)
        try seed(bookingsOf: event, oneGuest: true)
        try await checkThatALetterOvertakes()
    }

    private func checkThatALetterOvertakes() async throws {
        let folder = system.folder + "/mail"
        let files = { (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] }
        try await waitUntil { !files().isEmpty }
        let asha = try await system.guest("asha")
        let event = try await system.event(title: "Yoga")
        let before = try sent()
        let start = ContinuousClock.now
        try await asha.book(event)
        let letter = try await eventually { () -> Int? in try self.letter(to: "asha") }
        let duration = ContinuousClock.now - start
        print("a letter beside \(Self.waiting):", duration, "of", before, "sent before")
        XCTAssertLessThan(letter, before + 500, "letters before it")
        XCTAssertLessThan(before, Self.waiting / 2, "the others still wait")
    }

    /// The number of letters that were sent until a guest's first one; nil if it was not sent.
    private func letter(to guest: String) throws -> Int? {
        try read(
            """
            SELECT (SELECT count(*) FROM mails o WHERE o.sent_at IS NOT NULL) FROM mails m
            CROSS JOIN users u ON u.id = m.recipient WHERE u.username = \(guest)
            AND m.sent_at IS NOT NULL
            """)
    }

    private func sent() throws -> Int {
        try read("SELECT count(*) FROM mails WHERE sent_at IS NOT NULL") ?? 0
    }

    private func read(_ query: SQL) throws -> Int? {
        let database = try system.openDatabase()
        defer { database.close() }
        return try database.read { try $0.first(query) { $0.int(0) } }
    }

    /// Adds guests with a confirmed booking each, or one guest with as many cancelled ones.
    private func seed(bookingsOf event: Int, oneGuest: Bool) throws {
        let database = try system.openDatabase()
        defer { database.close() }
        let numbers: SQL = """
            WITH RECURSIVE n (i) AS
                (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < \(Self.waiting + 999))
            """
        try database.writeSynchronously { tx in
            try tx.execute(
                """
                \(fragment: numbers)
                INSERT INTO users (id, username, username_key, name, email, confirmed_email,
                    password_hash, created_at)
                SELECT i, 'guest' || i, 'guest' || i, 'Guest', 'guest' || i || '@example.org',
                    'guest' || i || '@example.org', '!', 0
                FROM n
                """)
            try tx.execute(
                """
                \(fragment: numbers)
                INSERT INTO bookings (event_id, user_id, seats, status, amount, currency,
                    refund_policy, created_at, confirmed_at, cancelled_at)
                SELECT \(event), \(fragment: oneGuest ? "1000" : "i"), 1,
                    \(oneGuest ? "cancelled" : "confirmed"), 0, 'INR', '[]', 0, 0,
                    \(oneGuest ? 0 : nil) FROM n
                """)
            guard !oneGuest else { return }
            // Their bookings have been confirmed by letter.
            try tx.execute(
                """
                UPDATE facts SET value = (SELECT max(id) FROM bookings)
                WHERE name = 'mailed_beginnings_through'
                """)
        }
    }
}
