import BookingDomain
import Foundation
import SQLite
import Timekeeping
import XCTest

@testable import BookingStore

final class SchemaTests: StoreTestCase {
    private let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("schema.sql")

    /// To renew the file after a new migration: `RENEW_SCHEMA=1 swift test --filter SchemaTests`.
    func testTheMigrationsProduceTheGoldenSchema() throws {
        let schema =
            try texts(
                """
                SELECT sql FROM sqlite_schema
                WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')
                ORDER BY rowid
                """
            ).joined(separator: ";\n\n") + ";\n"
        if ProcessInfo.processInfo.environment["RENEW_SCHEMA"] == "1" {
            try schema.write(to: golden, atomically: true, encoding: .utf8)
        }
        XCTAssertEqual(
            schema, try String(contentsOf: golden, encoding: .utf8),
            "If this is meant: RENEW_SCHEMA=1 swift test --filter SchemaTests")
    }

    func testEveryTableIsStrict() throws {
        XCTAssertEqual(
            try texts(
                """
                SELECT name FROM pragma_table_list
                WHERE type = 'table' AND NOT strict AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                """), [])
    }

    func testTheDatabaseRefusesDeletions() throws {
        let booking = try book(makeEvent(), by: bhavin)
        try perform { try $0.cancelBooking(booking.id, of: bhavin) }
        let deletions: [SQL] = [
            "DELETE FROM users", "DELETE FROM events", "DELETE FROM event_seats",
            "DELETE FROM bookings", "DELETE FROM outbox", "DELETE FROM booking_changes",
            "UPDATE booking_changes SET at = 0", "UPDATE bookings SET user_id = \(meera)",
            "UPDATE bookings SET amount = 1", "UPDATE bookings SET created_at = 0",
        ]
        for deletion in deletions {
            XCTAssertThrowsError(try execute(deletion), "\(deletion)") { error in
                XCTAssertTrue((error as? SQLiteError)?.isTriggerViolation == true, "\(error)")
            }
        }
    }

    func testFrequentQueriesUseTheirIndexes() throws {
        let plans: [(SQL, String)] = [
            (
                """
                EXPLAIN QUERY PLAN SELECT sum(seats) FROM bookings
                WHERE event_id = 1 AND status = 'held' AND hold_expires_at <= 1
                """, "USING INDEX bookings_due_holds"
            ),
            (
                """
                EXPLAIN QUERY PLAN SELECT id FROM bookings
                WHERE event_id = 1 AND user_id = 1 AND status IN ('held', 'confirmed')
                AND source = 'guest'
                """, "USING INDEX bookings_one_active"
            ),
            (
                """
                EXPLAIN QUERY PLAN SELECT id FROM bookings WHERE user_id = 1 AND id < 9
                ORDER BY id DESC
                """, "USING COVERING INDEX bookings_of_user (user_id=? AND rowid<?)"
            ),
            (
                """
                EXPLAIN QUERY PLAN SELECT title FROM events e
                WHERE e.ends_at > 1 AND e.starts_at >= 1 AND e.status = 'scheduled'
                ORDER BY e.starts_at, e.id
                """, "USING INDEX events_by_start"
            ),
            (
                """
                EXPLAIN QUERY PLAN SELECT id FROM bookings
                WHERE \(fragment: BookingBatch(event: .init(1), start: .init(1), end: .init(9)).areConfirmed)
                """, "USING INDEX bookings_of_event (event_id=? AND rowid>? AND rowid<?)"
            ),
            (
                """
                EXPLAIN QUERY PLAN SELECT id FROM events WHERE series_id = 1 AND ends_at > 9
                AND status = 'scheduled' ORDER BY ends_at, id LIMIT 1
                """, "USING COVERING INDEX events_of_series (series_id=? AND ends_at>?)"
            ),
            (
                """
                EXPLAIN QUERY PLAN SELECT title FROM events e
                WHERE e.ends_at > 1 AND e.starts_at >= 1 AND e.status = 'scheduled'
                AND e.series_id IS NULL ORDER BY e.starts_at, e.id
                """, "USING INDEX single_events_by_start (starts_at>?)"
            ),
            (
                """
                EXPLAIN QUERY PLAN SELECT sum(p.amount)
                FROM bookings b CROSS JOIN payments p ON p.booking_id = b.id
                WHERE b.payment_status IS NOT NULL AND b.event_id = 1
                """, "USING INDEX bookings_priced"
            ),
            (
                """
                EXPLAIN QUERY PLAN SELECT r.id, e.title FROM refunds r
                JOIN bookings b ON b.id = r.booking_id JOIN events e ON e.id = b.event_id
                WHERE r.facilitator_id = 1 AND r.id < 9 AND r.status = 'failed'
                ORDER BY r.id DESC LIMIT 51
                """, "USING INDEX refunds_of_facilitator"
            ),
            (
                """
                EXPLAIN QUERY PLAN SELECT notice_id FROM delayed_notices
                WHERE next_attempt_at <= 1 ORDER BY next_attempt_at, notice_id
                """, "INDEX delayed_notices_due"
            ),
            (
                """
                EXPLAIN QUERY PLAN SELECT count(*), min(created_at) FROM refunds
                WHERE status = 'initiated'
                """, "USING INDEX refunds_initiated"
            ),
            (
                """
                EXPLAIN QUERY PLAN SELECT count(*) FROM \(fragment: Refund.tables)
                WHERE r.status = 'failed' AND p.refunded < p.amount
                """, "USING INDEX refunds_failed"
            ),
            (
                """
                EXPLAIN QUERY PLAN SELECT r.id FROM refunds r
                WHERE r.facilitator_id = 1 AND r.status = 'initiated' AND r.id < 9 ORDER BY r.id DESC
                """,
                "INDEX refunds_of_facilitator_in_status (facilitator_id=? AND status=? AND rowid<?)"
            ),
        ]
        for (query, expected) in plans {
            let plan = try database.read { tx in
                try tx.all(query) { $0.string(3) }.joined(separator: "; ")
            }
            XCTAssertTrue(plan.contains(expected), plan)
            XCTAssertFalse(plan.contains("TEMP B-TREE"), plan)
        }
    }
}
