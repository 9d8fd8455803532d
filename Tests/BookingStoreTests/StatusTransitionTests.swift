import BookingDomain
import SQLite
import XCTest

/// The transitions of bookings and payments that the database allows.
final class StatusTransitionTests: StoreTestCase {
    func testTheDatabaseRefusesInvalidTransitionsOfABooking() throws {
        let valid: Set<[SeatState]> = [
            [.held, .confirmed], [.held, .expired], [.held, .cancelled], [.confirmed, .cancelled],
            [.expired, .confirmed], [.expired, .refunded], [.cancelled, .refunded],
            [.refunded, .cancelled], [.refunded, .expired],
        ]
        for from in SeatState.allCases {
            for to in SeatState.allCases {
                let isValid = from == to || valid.contains([from, to])
                try assertTransition(
                    "\(from) → \(to)", isValid: isValid,
                    to: "UPDATE bookings SET status = \(to) WHERE id = \(makeBooking(from))")
            }
        }
    }

    func testTheDatabaseRefusesInvalidTransitionsOfAPayment() throws {
        let valid: Set<[PaymentStatus]> = [
            [.pending, .success], [.pending, .failed], [.failed, .success],
        ]
        for from in PaymentStatus.allCases {
            for to in PaymentStatus.allCases {
                let isValid = from == to || valid.contains([from, to])
                try assertTransition(
                    "\(from) → \(to)", isValid: isValid,
                    to: """
                        UPDATE bookings SET payment_status = \(to)
                        WHERE id = \(makeBooking(.expired, payment: from))
                        """)
            }
        }
    }

    func testTheDatabaseRefusesInvalidTransitionsOfARefund() throws {
        let valid: Set<[RefundStatus]> = [
            [.initiated, .processed], [.initiated, .failed], [.failed, .initiated],
            [.failed, .processed], [.processed, .failed],
        ]
        for from in RefundStatus.allCases {
            for to in RefundStatus.allCases {
                let isValid = from == to || valid.contains([from, to])
                try assertTransition(
                    "\(from) → \(to)", isValid: isValid,
                    to: "UPDATE refunds SET status = \(to) WHERE id = \(makeRefund(from))")
            }
        }
    }

    /// Inserts a refund in this status, with its payment.
    private func makeRefund(_ status: RefundStatus) throws -> Int64 {
        let booking = try makeBooking(.confirmed)
        return try perform { tx in
            try tx.execute(
                """
                INSERT INTO payment_attempts (booking_id, number, provider, idempotency_key, request,
                    state, created_at, closes_at)
                VALUES (\(booking), 1, 'sandbox', \(String(booking)), x'', 'paid', 0, 0)
                """)
            try tx.execute(
                """
                INSERT INTO payments (attempt_id, booking_id, provider, remote_id, amount, currency,
                    is_kept, received_at)
                VALUES (\(tx.lastInsertedRowID), \(booking), 'sandbox', \(String(booking)), 100,
                    'INR', 1, 0)
                """)
            try tx.execute(
                """
                INSERT INTO refunds (payment_id, booking_id, amount, reason, status, provider,
                    created_at, updated_at)
                VALUES (\(tx.lastInsertedRowID), \(booking), 100, 'external', \(status), 'sandbox',
                    0, 0)
                """)
            return tx.lastInsertedRowID
        }
    }

    /// Inserts a booking in this status.
    private func makeBooking(
        _ status: SeatState, payment: PaymentStatus = .success
    ) throws -> Int64 {
        let event = try makeEvent(price: 100).id
        return try perform { tx in
            try tx.execute(
                """
                INSERT INTO bookings (event_id, user_id, seats, status, hold_expires_at, amount,
                    currency, refund_policy, payment_status, created_at, confirmed_at)
                VALUES (\(event), \(bhavin), 1, \(status), \(now), 100, 'INR', '[]', \(payment),
                    \(now), \(now))
                """)
            return tx.lastInsertedRowID
        }
    }

    private func assertTransition(_ transition: String, isValid: Bool, to sql: SQL) throws {
        do {
            try execute(sql)
            XCTAssertTrue(isValid, transition)
        } catch let error as SQLiteError {
            XCTAssertTrue(error.isTriggerViolation, "\(transition): \(error)")
            XCTAssertFalse(isValid, transition)
        }
    }
}
