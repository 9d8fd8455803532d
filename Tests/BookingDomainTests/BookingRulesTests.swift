import BookingDomain
import Timekeeping
import XCTest

final class BookingRulesTests: XCTestCase {
    func testAnEventIsOpenUntilTheSecondItStarts() {
        XCTAssertNoThrow(try Cast.retreat(startsIn: 1).checkOpenForBooking(at: Cast.now))
        assertRefusal(.eventStarted) {
            try Cast.retreat(startsIn: 0).checkOpenForBooking(at: Cast.now)
        }
        assertRefusal(.eventPast) {
            try Cast.retreat(startsIn: -2 * 86_400).checkOpenForBooking(at: Cast.now)
        }
        assertRefusal(.eventCancelled) {
            try Cast.retreat(status: .cancelled).checkOpenForBooking(at: Cast.now)
        }
    }

    func testARefusalOfAFullEventHasTheSeatsLeft() throws {
        let two = try XCTUnwrap(Seats(2))
        XCTAssertNoThrow(try Cast.retreat(seatsLeft: 2).checkSeatsLeft(for: two))
        assertRefusal(.eventFull(seatsLeft: 1)) {
            try Cast.retreat(seatsLeft: 1).checkSeatsLeft(for: two)
        }
    }

    func testOneBookingTakesOneToTenSeats() {
        XCTAssertNil(Seats(0))
        XCTAssertNil(Seats(11))
        XCTAssertNil(Seats(.max))
        XCTAssertEqual(Seats(1), .one)
        XCTAssertEqual(Seats(10)?.count, 10)
    }

    func testTheHighestPriceDoesNotOverflow() throws {
        let ten = try XCTUnwrap(Seats(10))
        XCTAssertEqual(Cast.retreat().amount(for: ten), 15_000_000)
        XCTAssertFalse(
            EventDraft.priceLimits.upperBound
                .multipliedReportingOverflow(by: Int64(ten.count)).overflow)
    }

    func testACancellationIsQuotedByTheBookingsPolicy() throws {
        let policy = RefundPolicy(stored: [.init(hoursBefore: 24, percent: 50)])
        let quote = try Cast.booking(of: Cast.retreat(refundPolicy: policy))
            .quoteCancellation(at: Cast.now)
        XCTAssertEqual(quote.refund.amount, 1_500_000)
        XCTAssertEqual(quote.seats, 2)
    }

    func testEarlierRefundsAreSubtractedFromTheQuote() throws {
        let policy = RefundPolicy(stored: [.init(hoursBefore: 24, percent: 50)])
        let booking = Cast.booking(of: Cast.retreat(refundPolicy: policy))
        for (returned, rest): (Int64, Int64) in [
            (1, 1_499_999), (1_500_000, 0), (2_000_000, 0),
        ] {
            let quote = try booking.quoteCancellation(returned: returned, at: Cast.now)
            XCTAssertEqual(quote.refund.amount, rest)
            XCTAssertEqual(quote.amountReturned, returned)
            XCTAssertEqual(quote.refund.percent, 50)
        }
    }

    func testAHoldCanBeCancelledAfterTheEventHasBegun() {
        XCTAssertNoThrow(
            try Cast.booking(of: Cast.retreat(startsIn: 0), status: .held)
                .checkCancellable(at: Cast.now))
    }

    func testOnlyABookingWithSeatsOfAFutureEventCanBeCancelled() {
        for status in SeatState.allCases where !status.takesSeats {
            assertRefusal(.bookingNotCancellable(status)) {
                _ = try Cast.booking(of: Cast.retreat(), status: status)
                    .quoteCancellation(at: Cast.now)
            }
        }
        assertRefusal(.eventStarted) {
            _ = try Cast.booking(of: Cast.retreat(startsIn: 0)).quoteCancellation(at: Cast.now)
        }
    }

    func testEveryRefusalHasAUniqueCodeAndASentence() {
        let refusals: [Refusal] = [
            .notFound(.event), .eventFull(seatsLeft: 3), .alreadyBooked(BookingID(1)),
            .eventStarted, .eventPast, .eventCancelled, .capacityBelowTaken(taken: 4),
            .bookingNotCancellable(.expired), .holdExpired, .nothingToPay,
            .versionStale(current: 9), .usernameTaken,
        ]
        XCTAssertEqual(Set(refusals.map(\.code)).count, refusals.count)
        XCTAssertTrue(refusals.allSatisfy { $0.detail.hasSuffix(".") })
        XCTAssertEqual(Refusal.eventFull(seatsLeft: 1).detail, "The event has only 1 seat left.")
    }

    private func assertRefusal(
        _ expected: Refusal, line: UInt = #line, _ body: () throws -> Void
    ) {
        XCTAssertThrowsError(try body(), line: line) { error in
            XCTAssertEqual(error as? Refusal, expected, line: line)
        }
    }
}
