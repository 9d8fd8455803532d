import SQLite
import Timekeeping

/// The invariants of the database, which hold after every transaction.
///
/// A check reads the whole database, so requests must not call it.
package enum Invariants {
    /// Finds all violations; the service calls it while it serves.
    ///
    /// For a file that cannot be read completely, it reports only the damage.
    package static func check(_ database: Database) throws -> [InvariantViolation] {
        do {
            return try database.read { try check($0, .quick) }
        } catch let error as SQLiteError where error.isDamage {
            return try database.findings(of: .quick).map {
                InvariantViolation(rule: .fileSound, detail: $0)
            }
        }
    }

    /// Finds all violations in a readable file.
    package static func check(
        _ tx: Transaction, _ check: Database.Check = .complete
    ) throws -> [InvariantViolation] {
        var violations: [InvariantViolation] = []
        for (rule, query) in queries + queries(at: tx.now) {
            violations += try tx.all(query) { row in
                InvariantViolation(rule: rule, detail: row.string(0))
            }
        }
        violations += try tx.all("PRAGMA foreign_key_check") { row in
            let place = "\(row.string(0)) row \(row.int64(1))"
            return InvariantViolation(
                rule: .referencesHold, detail: "\(place) refers to no row of \(row.string(2))")
        }
        violations += try tx.findings(of: check).map {
            InvariantViolation(rule: .fileSound, detail: $0)
        }
        return violations
    }

    /// Each query yields a row with one text for each violation.
    private static let queries: [(InvariantViolation.Rule, SQL)] =
        [
            (.seatsCounted, seatsCounted), (.notOverbooked, notOverbooked),
            (.oneActiveBooking, oneActiveBooking), (.draftsUnbooked, draftsUnbooked),
            (.effectsRecorded, effectsRecorded), (.timelineTold, timelineTold),
            (.waitlistsCounted, waitlistsCounted), (.offersAccepted, offersAccepted),
            (.crmTold, confirmationTold), (.crmTold, endTold),
            (.undeliveredCounted, undeliveredCounted),
            (.searchComplete, searchComplete), (.calendarsOwned, calendarsOwned),
            (.picturesShown, picturesShown),
        ] + ofMoney

    private static func queries(at now: Timestamp) -> [(InvariantViolation.Rule, SQL)] {
        [
            (.waitlistsServed, waitlistsServed(at: now)),
            (.contingentsReleased, contingentsUnreleased(at: now)),
        ]
    }

    private static let seatsCounted: SQL = """
        SELECT 'event ' || e.id || coalesce(' counts ' || s.taken || ' seats taken, its bookings '
            || coalesce(sum(b.seats), 0), ' has no count of its seats')
        FROM events e LEFT JOIN event_seats s ON s.event_id = e.id
        LEFT JOIN bookings b ON b.event_id = e.id AND b.status IN ('held', 'confirmed')
        GROUP BY e.id HAVING s.taken IS NOT coalesce(sum(b.seats), 0)
        """

    private static let notOverbooked: SQL = """
        SELECT 'event ' || s.event_id || ' has ' || s.capacity || ' seats, of which '
            || sum(b.seats) || ' are taken'
        FROM event_seats s JOIN bookings b
            ON b.event_id = s.event_id AND b.status IN ('held', 'confirmed')
        GROUP BY s.event_id HAVING sum(b.seats) > s.capacity
        """

    private static let oneActiveBooking: SQL = """
        SELECT 'user ' || user_id || ' has ' || count(*) || ' active bookings of event ' || event_id
        FROM bookings WHERE +status IN ('held', 'confirmed') AND source = 'guest'
        GROUP BY event_id, user_id HAVING count(*) > 1
        """

    private static let draftsUnbooked: SQL = """
        SELECT 'event ' || id || ' is a draft with bookings' FROM events
        WHERE visibility = 'draft' AND id IN (SELECT event_id FROM bookings)
        """

    private static let effectsRecorded: SQL = """
        SELECT 'booking ' || b.id || ' has seats of the cancelled event ' || e.id
        FROM events e JOIN bookings b ON b.event_id = e.id AND b.status IN ('held', 'confirmed')
        LEFT JOIN pending_event_changes u ON u.event_id = e.id AND u.change = 'cancelled'
            AND b.id > u.recorded_through AND b.id <= u.last_booking
        WHERE e.status = 'cancelled' AND u.event_id IS NULL
        """

    /// Ignores lines about payments and refunds, which are not statuses of a booking.
    private static let timelineTold: SQL = """
        SELECT 'booking ' || id || ' is ' || status || ', its timeline says ' || told
        FROM (SELECT b.id, b.status, coalesce(
                (SELECT c.kind FROM booking_changes c WHERE c.booking_id = b.id
                AND c.kind IN ('held', 'confirmed', 'expired', 'cancelled')
                ORDER BY c.id DESC LIMIT 1),
                CASE WHEN \(fragment: Mails.confirmsBooking)
                    THEN 'confirmed' ELSE 'held' END) AS told
            FROM bookings b)
        WHERE status NOT IN (told, 'refunded')
        """

    private static let confirmationTold: SQL = """
        SELECT 'booking ' || b.id || ' was confirmed without a notice' FROM bookings b
        WHERE b.confirmed_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM outbox o
            WHERE o.booking_id = b.id AND o.type = 'booking.confirmed')
        """

    private static let undeliveredCounted: SQL = """
        SELECT counted || ' notices are counted as waiting for CRMAPI, ' || stored || ' wait'
        FROM (SELECT \(fragment: Outbox.undeliveredCount) AS counted, (SELECT count(*)
            FROM outbox o WHERE \(fragment: Outbox.isUndelivered)) AS stored)
        WHERE counted <> stored
        """

    private static let calendarsOwned: SQL = """
        SELECT 'user ' || u.id || ' is erased and has the address of a calendar'
        FROM calendar_links l JOIN users u ON u.id = l.user_id WHERE u.erased_at IS NOT NULL
        """

    private static let picturesShown: SQL = """
        SELECT 'picture ' || p.name || ' is not shown' FROM pictures p
        WHERE NOT EXISTS (SELECT 1 FROM events WHERE picture = p.name)
        AND NOT EXISTS (SELECT 1 FROM series WHERE picture = p.name)
        AND NOT EXISTS (SELECT 1 FROM facilitators WHERE picture = p.name)
        AND NOT EXISTS (SELECT 1 FROM centre WHERE logo = p.name)
        """

    private static let searchComplete: SQL = """
        SELECT 'event ' || e.id || ' is not in the search index' FROM events e
        WHERE NOT EXISTS (SELECT 1 FROM event_search_docsize d
            WHERE d.id = (e.starts_at << 24) | (e.id & 16777215))
        AND e.id NOT IN (SELECT event_id FROM events_to_index)
        UNION ALL
        SELECT 'the search index has an unknown event, ' || d.id FROM event_search_docsize d
        WHERE NOT EXISTS (SELECT 1 FROM events e
            WHERE e.starts_at = d.id >> 24 AND e.id & 16777215 = d.id & 16777215)
        AND d.id NOT IN (SELECT search_id FROM events_to_index WHERE search_id IS NOT NULL)
        UNION ALL
        SELECT 'user ' || u.id || ' is not in the search index' FROM users u
        WHERE NOT EXISTS (SELECT 1 FROM user_search_docsize d WHERE d.id = u.id)
        UNION ALL
        SELECT 'the search index has an unknown user, ' || d.id FROM user_search_docsize d
        WHERE NOT EXISTS (SELECT 1 FROM users u WHERE u.id = d.id)
        """

    /// Compares the search indexes with the texts of the file (`integrity-check` of FTS5).
    ///
    /// SQLite allows this check only to writers. A file that cannot be written is not checked.
    package static func checkSearch(fileAt path: String) throws -> [InvariantViolation] {
        let checks: [SQL] = [
            "INSERT INTO event_search (event_search, rank) VALUES ('integrity-check', 1)",
            "INSERT INTO user_search (user_search, rank) VALUES ('integrity-check', 1)",
        ]
        do {
            try Database.tryWriting(fileAt: path) { tx in
                while try tx.searchIndex.updateNext() {}
                for check in checks { try tx.execute(check) }
            }
            return []
        } catch let error as SQLiteError where error.isDamage {
            return [
                InvariantViolation(
                    rule: .searchComplete, detail: "a search index differs from its texts")
            ]
        } catch let error as SQLiteError where error.isRefusedByStorage {
            return []
        }
    }

    private static let endTold: SQL = """
        SELECT 'booking ' || b.id || ' was cancelled without a notice' FROM bookings b
        WHERE b.confirmed_at IS NOT NULL AND b.cancelled_at IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM outbox o
            WHERE o.booking_id = b.id AND o.type = 'booking.cancelled')
        """
}
