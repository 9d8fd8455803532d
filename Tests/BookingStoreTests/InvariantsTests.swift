import BookingDomain
import BookingStore
import SQLite
import XCTest

final class InvariantsTests: PaymentTestCase {
    func testASoundDatabaseHasNoViolation() throws {
        try perform { try $0.seedDemoData() }
        let booking = try book(makeEvent(), by: bhavin)
        try perform { try $0.cancelBooking(booking.id, of: bhavin) }
        try assertSound()
    }

    func testEachSeededViolationIsFound() throws {
        let event = try makeEvent(capacity: 2)
        let booking = try book(event, by: bhavin)
        let ghost: SQL = """
            INSERT INTO bookings (event_id, user_id, seats, status, amount, currency,
                refund_policy, payment_status, created_at)
            VALUES (\(event.id), \(bhavin), 2, 'held', 1, 'INR', '[]', 'pending', 0)
            """
        let table: [(Set<InvariantViolation.Rule>, [SQL])] = [
            ([.seatsCounted], ["UPDATE event_seats SET taken = 0"]),
            (
                [.seatsCounted],
                ["DROP TRIGGER event_seats_are_kept", "DELETE FROM event_seats"]
            ),
            (
                [.timelineTold],
                [
                    """
                    INSERT INTO booking_changes (booking_id, kind, actor, at)
                    VALUES (\(booking.id), 'cancelled', 'guest', 0)
                    """
                ]
            ),
            (
                [.timelineTold],
                [
                    "DROP TRIGGER bookings_move_as_they_may",
                    "UPDATE bookings SET status = 'expired'",
                ]
            ),
            ([.draftsUnbooked], ["UPDATE events SET visibility = 'draft'"]),
            ([.crmTold], ["DROP TRIGGER notices_are_kept", "DELETE FROM outbox"]),
            (
                [.crmTold, .timelineTold],
                ["UPDATE bookings SET status = 'cancelled', cancelled_at = 1"]
            ),
            (
                [.notOverbooked, .oneActiveBooking, .fileSound],
                [
                    "PRAGMA ignore_check_constraints = ON", "DROP INDEX bookings_one_active",
                    ghost, "PRAGMA ignore_check_constraints = OFF",
                ]
            ),
        ]
        for (rules, statements) in table {
            let violations = try violations(after: statements)
            XCTAssertEqual(Set(violations.map(\.rule)), rules, "\(violations)")
        }
        XCTAssertEqual(try noticeTypes(of: booking), ["booking.confirmed"])
        try assertSound()
    }

    func testEachSeededViolationOfMoneyIsFound() throws {
        let event = try makeEvent(price: price)
        let paid = try paid(event)
        let unpaid = try book(event, by: meera)
        let table: [(Set<InvariantViolation.Rule>, [SQL])] = [
            ([.refundsWithinPayment], ["UPDATE payments SET refunded = 1"]),
            (
                [.ledgerBalanced, .receiptsIssued],
                ["DROP TRIGGER ledger_stands", "UPDATE ledger SET amount = 1"]
            ),
            (
                [.receiptsIssued],
                [
                    """
                    INSERT INTO ledger (booking_id, payment_id, kind, amount, currency, at)
                    SELECT booking_id, payment_id, kind, n * amount, currency, at
                    FROM ledger JOIN (SELECT 1 AS n UNION ALL SELECT -1)
                    """
                ]
            ),
            (
                [.receiptsIssued],
                ["DROP TRIGGER receipts_stand", "UPDATE receipts SET kind = 'credit'"]
            ),
            ([.receiptsIssued], ["UPDATE facts SET value = 9 WHERE name = 'receipts_after'"]),
            (
                [.receiptsIssued, .receiptsNumbered],
                ["DROP TRIGGER receipts_are_kept", "DELETE FROM receipts"]
            ),
            (
                [.receiptsNumbered],
                ["DROP TRIGGER receipts_stand", "UPDATE receipts SET number = 2"]
            ),
            ([.receiptsNumbered], ["UPDATE receipt_numbers SET last = last + 1"]),
            ([.receiptsNumbered], ["INSERT INTO skipped_receipts VALUES (2027, 1, 1, 0)"]),
            ([.paymentShown], ["UPDATE payments SET is_kept = 0"]),
            (
                [.paymentShown, .confirmedPaid],
                [
                    "DROP TRIGGER bookings_keep_sums",
                    "UPDATE bookings SET amount_paid = 4999 WHERE id = \(paid.id)",
                ]
            ),
            ([.dueReturned], ["UPDATE bookings SET due = 5000 WHERE id = \(paid.id)"]),
            (
                [.dueReturned],
                [
                    """
                    INSERT INTO refunds (payment_id, booking_id, amount, reason, status, provider,
                        created_at, updated_at)
                    SELECT id, booking_id, amount - 1, 'guest_cancelled', 'initiated', provider, 0, 0
                    FROM payments
                    """
                ]
            ),
            (
                [.confirmedForMoney],
                [
                    """
                    INSERT INTO refunds (payment_id, booking_id, amount, reason, status, provider,
                        created_at, updated_at)
                    SELECT id, booking_id, amount, 'external', 'initiated', provider, 0, 0
                    FROM payments
                    """
                ]
            ),
            (
                [.refundedReturned],
                [
                    "DROP TRIGGER bookings_move_as_they_may",
                    "UPDATE bookings SET status = 'refunded' WHERE id = \(paid.id)",
                ]
            ),
            (
                [.refundsHavePayments],
                [
                    """
                    INSERT INTO refunds (payment_id, booking_id, amount, reason, status, provider,
                        created_at, updated_at)
                    SELECT id, \(unpaid.id), 5000, 'external', 'initiated', provider, 0, 0
                    FROM payments
                    """
                ]
            ),
        ]
        for (rules, statements) in table {
            let violations = try violations(after: statements)
            XCTAssertEqual(Set(violations.map(\.rule)), rules, "\(violations)")
        }
        try assertSound()
    }

    func testEachSeededViolationOfWaitingListsIsFound() throws {
        let event = try makeEvent(capacity: 1)
        let first = try book(event, by: bhavin)
        for user in try [meera, register("asha"), register("ravi")] {
            try perform { _ = try $0.joinWaitlist(of: event.id, for: user) }
        }
        try perform { try $0.cancelBooking(first.id, of: bhavin) }
        let offer = try XCTUnwrap(
            perform { try $0.waitlist.current(of: meera, event: event.id)?.bookingID })
        try assertSound()
        let table: [(Set<InvariantViolation.Rule>, String, [SQL])] = [
            (
                [.waitlistsCounted], "counts 1 people who wait for 1 seats or more, its entries 2",
                ["UPDATE event_seats SET waiting = 1"]
            ),
            (
                [.waitlistsCounted], "counts 2 people who wait for 2 seats",
                ["UPDATE event_seats SET least_waiting_seats = 2"]
            ),
            (
                [.waitlistsServed], "has 1 free seats, and 2 people wait",
                ["UPDATE event_seats SET capacity = 2"]
            ),
            (
                [.offersAccepted], "is an offer to another guest",
                [
                    "DROP TRIGGER waitlist_keeps_order",
                    "UPDATE waitlist SET user_id = \(bhavin) WHERE booking_id = \(offer)",
                ]
            ),
            (
                [.offersAccepted, .crmTold], "its guest has not accepted it",
                [
                    """
                    UPDATE bookings SET status = 'confirmed', confirmed_at = 1,
                        hold_expires_at = NULL WHERE id = \(offer)
                    """,
                    """
                    INSERT INTO booking_changes (booking_id, kind, actor, at)
                    VALUES (\(offer), 'confirmed', 'system', 1)
                    """,
                ]
            ),
        ]
        for (rules, detail, statements) in table {
            let violations = try violations(after: statements)
            XCTAssertEqual(Set(violations.map(\.rule)), rules, "\(violations)")
            XCTAssertTrue(violations.contains { $0.detail.contains(detail) }, "\(violations)")
        }
        try perform { _ = try $0.confirmBooking(offer, of: meera) }
        try assertSound()
    }

    func testEachSeededViolationOfRefundsOfCancelledSeatsIsFound() throws {
        let event = try makeEvent(
            capacity: 2, price: price,
            refunds: [.init(hoursBefore: 24, percent: 50, percentIfFilled: 100)])
        let booking = try paid(event)
        try perform { try $0.cancelBooking(booking.id, of: bhavin) }
        let again = try paid(event, payment: "pay_2")
        try perform { try $0.cancelBooking(again.id, of: bhavin) }
        try assertSound()
        let table: [(String, [SQL])] = [
            ("counts 1 cancelled seats", ["UPDATE event_seats SET contingent = 1"]),
            (
                "2 cancelled seats with open refunds, of which some were taken",
                ["UPDATE event_seats SET capacity = 1"]
            ),
            (
                "cancelled seat 2 was released before an earlier one",
                [
                    "UPDATE contingent_refunds SET released_at = 1 WHERE id = 2",
                    "UPDATE bookings SET due = 5000 WHERE id = \(again.id)",
                    """
                    INSERT INTO refunds (payment_id, booking_id, amount, reason, status, provider,
                        created_at, updated_at)
                    SELECT id, booking_id, 2500, 'seat_filled', 'initiated', provider, 0, 0
                    FROM payments WHERE booking_id = \(again.id)
                    """,
                    "UPDATE payments SET refunded = 5000 WHERE booking_id = \(again.id)",
                ]
            ),
            (
                "has 2500 for cancelled seats and 2499 due",
                [
                    "DROP TRIGGER bookings_keep_sums",
                    "UPDATE contingent_refunds SET released_at = 1 WHERE id = 1",
                    "UPDATE bookings SET due = 2499 WHERE id = \(booking.id)",
                ]
            ),
            (
                "1 of its cancelled seats were taken again, its timeline says 0",
                ["UPDATE contingent_refunds SET released_at = 1 WHERE id = 1"]
            ),
            (
                "has 2501 for cancelled seats",
                ["UPDATE bookings SET contingent = 2501 WHERE id = \(booking.id)"]
            ),
        ]
        for (detail, statements) in table {
            let violations = try violations(after: statements)
            let found = violations.first { $0.detail.contains(detail) }
            XCTAssertEqual(found?.rule, .contingentsReleased, "\(detail): \(violations)")
            let others = Set(violations.map(\.rule)).subtracting([.contingentsReleased])
            XCTAssertTrue(others.isSubset(of: [.dueReturned]), "\(violations)")
        }
        try assertSound()
    }

    func testABrokenForeignKeyIsFound() throws {
        let original = try XCTUnwrap(
            texts("SELECT sql FROM sqlite_schema WHERE name = 'notifications'").first)
        let loose = original.replacing(" REFERENCES users (id)", with: "")
        try replaceSchema(of: "notifications", with: loose)
        try execute(
            """
            INSERT INTO notifications (user_id, kind, message, created_at)
            VALUES (999, 'event_changed', 'Hello', 0)
            """)
        try replaceSchema(of: "notifications", with: original)
        XCTAssertEqual(
            try database.read { try Invariants.check($0) }.map(\.rule), [.referencesHold])
    }

    /// The violations after these statements, which are rolled back.
    private func violations(after statements: [SQL]) throws -> [InvariantViolation] {
        struct Seeded: Error {
            let violations: [InvariantViolation]
        }
        do {
            try database.writeSynchronously { tx in
                for statement in statements { try tx.execute(statement) }
                throw Seeded(violations: try Invariants.check(tx))
            }
            return []
        } catch let seeded as Seeded {
            return seeded.violations
        }
    }

    private func replaceSchema(of table: String, with sql: String) throws {
        try execute("PRAGMA writable_schema = ON")
        try execute("UPDATE sqlite_schema SET sql = \(sql) WHERE name = \(table)")
        try open()
    }
}
