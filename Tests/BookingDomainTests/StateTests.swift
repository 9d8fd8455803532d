import BookingDomain
import Timekeeping
import XCTest

final class StateTests: XCTestCase {
    func testABookingsSeatsMoveOnlyAlongTheirLife() {
        let legal: Set<[SeatState]> = [
            [.held, .confirmed], [.held, .expired], [.held, .cancelled], [.confirmed, .cancelled],
            [.expired, .confirmed], [.expired, .refunded], [.cancelled, .refunded],
            [.refunded, .cancelled], [.refunded, .expired],
        ]
        for from in SeatState.allCases {
            for to in SeatState.allCases {
                XCTAssertEqual(from.canBecome(to), legal.contains([from, to]), "\(from) → \(to)")
            }
        }
    }

    func testOnlyHeldAndConfirmedBookingsTakeSeats() {
        XCTAssertEqual(SeatState.allCases.filter(\.takesSeats), [.held, .confirmed])
    }

    func testASuccessfulPaymentIsFinalAndAFailedOneIsNot() {
        let legal: Set<[PaymentStatus]> = [
            [.pending, .success], [.pending, .failed], [.failed, .success],
        ]
        for from in PaymentStatus.allCases {
            for to in PaymentStatus.allCases {
                XCTAssertEqual(from.canBecome(to), legal.contains([from, to]), "\(from) → \(to)")
            }
        }
    }

    func testARefundMayBeTriedAgainTurnOutDoneOrBounce() {
        let legal: Set<[RefundStatus]> = [
            [.initiated, .processed], [.initiated, .failed], [.failed, .initiated],
            [.failed, .processed], [.processed, .failed],
        ]
        for from in RefundStatus.allCases {
            for to in RefundStatus.allCases {
                XCTAssertEqual(from.canBecome(to), legal.contains([from, to]), "\(from) → \(to)")
            }
        }
    }

    func testAPaymentThatNobodyCanMakeAnyMoreReadsAsFailed() {
        let read = { (seats: SeatState, isUnderWay: Bool) in
            Booking.paymentStatus(written: .pending, seats: seats, isUnderWay: isUnderWay)
        }
        XCTAssertEqual(read(.held, false), .pending)
        XCTAssertEqual(read(.expired, true), .pending)
        XCTAssertEqual(read(.expired, false), .failed)
        XCTAssertEqual(read(.cancelled, false), .failed)
        for written in [PaymentStatus.success, .failed, nil] {
            XCTAssertEqual(
                Booking.paymentStatus(written: written, seats: .cancelled, isUnderWay: false),
                written)
        }
    }

    func testAHoldIsOverFromTheSecondOfItsEnd() {
        let hold = Hold(from: Cast.now)
        XCTAssertFalse(hold.isOver(at: Cast.now.adding(seconds: 899)))
        XCTAssertTrue(hold.isOver(at: Cast.now.adding(seconds: 900)))
    }

    func testOnlyAHoldWhoseTimeIsOverReadsAsExpired() {
        let end = Cast.now
        let late = end.adding(seconds: 1)
        XCTAssertEqual(Booking.status(written: .held, holdExpiresAt: end, at: late), .expired)
        XCTAssertEqual(Booking.status(written: .held, holdExpiresAt: late, at: end), .held)
        for written in [SeatState.confirmed, .cancelled, .refunded] {
            XCTAssertEqual(Booking.status(written: written, holdExpiresAt: end, at: late), written)
        }
    }
}
