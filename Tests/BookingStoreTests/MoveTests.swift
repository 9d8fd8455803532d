import BookingDomain
import SQLite
import XCTest

/// The database lets seats and money move as the rules say, and in no other way.
final class MoveTests: StoreTestCase {
    func testSeatsMoveAsTheRulesSayAndInNoOtherWay() throws {
        let legal: Set<[SeatState]> = [
            [.held, .confirmed], [.held, .expired], [.held, .cancelled], [.confirmed, .cancelled],
            [.expired, .confirmed], [.expired, .refunded], [.cancelled, .refunded],
            [.refunded, .cancelled], [.refunded, .expired],
        ]
        for from in SeatState.allCases {
            for to in SeatState.allCases {
                let may = from == to || legal.contains([from, to])
                try assertMove(
                    "\(from) → \(to)", may: may,
                    to: "UPDATE bookings SET status = \(to) WHERE id = \(makeBooking(from))")
            }
        }
    }

    func testAPaymentMovesAsTheRulesSayAndInNoOtherWay() throws {
        let legal: Set<[PaymentStatus]> = [
            [.pending, .success], [.pending, .failed], [.failed, .success],
        ]
        for from in PaymentStatus.allCases {
            for to in PaymentStatus.allCases {
                let may = from == to || legal.contains([from, to])
                try assertMove(
                    "\(from) → \(to)", may: may,
                    to: """
                        UPDATE bookings SET payment_status = \(to)
                        WHERE id = \(makeBooking(.expired, payment: from))
                        """)
            }
        }
    }

    /// A booking that was never anything else.
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

    private func assertMove(_ move: String, may: Bool, to sql: SQL) throws {
        do {
            try execute(sql)
            XCTAssertTrue(may, move)
        } catch let error as SQLiteError {
            XCTAssertTrue(error.isTriggerViolation, "\(move): \(error)")
            XCTAssertFalse(may, move)
        }
    }
}
