import BookingDomain
import Timekeeping
import XCTest

final class StateTests: XCTestCase {
    func testOnlyHeldAndConfirmedBookingsTakeSeats() {
        XCTAssertEqual(SeatState.allCases.filter(\.takesSeats), [.held, .confirmed])
    }

    func testAPaymentThatCanNoLongerBeMadeReadsAsFailed() {
        let read = { (seats: SeatState, isUnderWay: Bool) in
            Booking.paymentStatus(stored: .pending, seats: seats, isUnderWay: isUnderWay)
        }
        XCTAssertEqual(read(.held, false), .pending)
        XCTAssertEqual(read(.expired, true), .pending)
        XCTAssertEqual(read(.expired, false), .failed)
        XCTAssertEqual(read(.cancelled, false), .failed)
        for stored in [PaymentStatus.success, .failed, nil] {
            XCTAssertEqual(
                Booking.paymentStatus(stored: stored, seats: .cancelled, isUnderWay: false),
                stored)
        }
    }

    func testAHoldIsOverFromItsEndOn() {
        let end = Cast.now.adding(Hold.defaultLength)
        for (seconds, status) in [(Int64(899), SeatState.held), (900, .expired)] {
            let time = Cast.now.adding(seconds: seconds)
            XCTAssertEqual(Booking.status(stored: .held, holdExpiresAt: end, at: time), status)
        }
    }

    func testOnlyAHoldThatIsOverReadsAsExpired() {
        let end = Cast.now
        let late = end.adding(seconds: 1)
        XCTAssertEqual(Booking.status(stored: .held, holdExpiresAt: end, at: late), .expired)
        XCTAssertEqual(Booking.status(stored: .held, holdExpiresAt: late, at: end), .held)
        for stored in [SeatState.confirmed, .cancelled, .refunded] {
            XCTAssertEqual(Booking.status(stored: stored, holdExpiresAt: end, at: late), stored)
        }
    }
}
