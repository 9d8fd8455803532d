import BookingDomain
import BookingStore
import SQLite
import Timekeeping
import XCTest

/// Refunds of cancelled seats that wait until the seats are taken again.
final class ContingentRefundsTests: WaitlistTestCase {
    private let tiers = [RefundPolicy.Tier(hoursBefore: 24, percent: 50, percentIfFilled: 100)]

    /// An event of these seats, all of them paid, one by each of the guests.
    private func paidEvent(
        seats: Int
    ) throws -> (event: Event, guests: [UserID], bookings: [BookingID]) {
        let event = try makeEvent(capacity: Int64(seats), price: price, refunds: tiers)
        let guests = try (1...seats).map { try register("guest\($0)") }
        return (event, guests, try guests.map { try bookAndPay(event, $0) })
    }

    @discardableResult
    private func bookAndPay(
        _ event: Event, _ user: UserID, seats: Int = 1, at moment: Timestamp? = nil
    ) throws -> BookingID {
        let held = try book(event, by: user, seats: seats, at: moment)
        try payFor(held.id, user, amount: held.amount, at: moment)
        return held.id
    }

    private func payFor(
        _ booking: BookingID, _ user: UserID, amount: Int64, at moment: Timestamp? = nil
    ) throws {
        let attempt = try perform(at: moment) {
            try $0.startPayment(of: booking, for: user, at: .sandbox) { _ in [] }
        }
        XCTAssertEqual(
            try pay(attempt, as: "pay_\(booking)", amount: amount, at: moment), .confirmed)
    }

    private func contingent(
        _ booking: BookingID, at moment: Timestamp? = nil
    ) throws -> [String] {
        let refund = try XCTUnwrap(self.booking(booking, at: moment).contingentRefund)
        return ["\(refund.amount)", "\(refund.released)", refund.status.rawValue]
    }

    /// The amounts of the booking's refunds in order.
    private func refunds(of booking: BookingID) throws -> [String] {
        try texts(
            "SELECT reason || ' ' || amount FROM refunds WHERE booking_id = \(booking) ORDER BY id")
    }

    func testTheRestGoesBackInTheOrderOfTheCancellations() throws {
        let (event, guests, bookings) = try paidEvent(seats: 4)
        for (guest, booking) in zip(guests, bookings).prefix(3) { try cancel(booking, of: guest) }
        XCTAssertEqual(try contingent(bookings[0]), ["2500", "0", "open"])
        XCTAssertEqual(try find(event).contingentSeats, 3)
        for count in 1...2 {
            try bookAndPay(event, register("new\(count)"))
            let released = try bookings.prefix(3).map { try contingent($0)[2] }
            XCTAssertEqual(
                released,
                count == 1
                    ? ["released", "open", "open"]
                    : ["released", "released", "open"])
        }
        XCTAssertEqual(
            try refunds(of: bookings[0]), ["guest_cancelled 2500", "seat_filled 2500"])
        XCTAssertEqual(try refunds(of: bookings[2]), ["guest_cancelled 2500"])
        XCTAssertEqual(
            try timeline(of: booking(bookings[0])).suffix(4),
            ["cancelled", "refund_initiated", "seat_filled", "refund_initiated"])
        XCTAssertTrue(
            try XCTUnwrap(messages(of: booking(bookings[0])).last).contains("is taken again"))
    }

    func testHoldsAndOffersFillNoSeat() throws {
        let (event, guests, bookings) = try paidEvent(seats: 2)
        try join(event, meera)
        try cancel(bookings[0], of: guests[0])
        XCTAssertEqual(try entry(meera, event).status, .offered)
        XCTAssertEqual(try contingent(bookings[0])[2], "open")
        let offer = try XCTUnwrap(entry(meera, event).bookingID)
        try payFor(offer, meera, amount: price)
        XCTAssertEqual(try contingent(bookings[0])[2], "released")
    }

    func testASeatOfManyIsFilledOnceTheEventIsFull() throws {
        let event = try makeEvent(capacity: 3, price: price, refunds: tiers)
        let booking = try bookAndPay(event, bhavin)
        try cancel(booking, of: bhavin)
        try bookAndPay(event, meera, seats: 2)
        XCTAssertEqual(try contingent(booking)[2], "open", "a place is left beside it")
        try bookAndPay(event, register("asha"))
        XCTAssertEqual(try contingent(booking)[2], "released")
    }

    func testAWalkInFillsASeat() throws {
        let (event, guests, bookings) = try paidEvent(seats: 1)
        try cancel(bookings[0], of: guests[0])
        try perform { try $0.addBooking(AddedBooking(name: "Ravi"), to: event.id, of: arjun.id) }
        XCTAssertEqual(try contingent(bookings[0])[2], "released")
    }

    func testABookingThatIsMovedInFillsASeat() throws {
        let (event, guests, bookings) = try paidEvent(seats: 1)
        let other = try makeEvent("Other", price: price)
        let moved = try bookAndPay(other, bhavin)
        try cancel(bookings[0], of: guests[0])
        try perform { try $0.moveBooking(moved, of: arjun.id, to: event.id) }
        XCTAssertEqual(try contingent(bookings[0])[2], "released")
    }

    func testALowerCapacityFillsSeatsAndItsPreviewCountsThem() throws {
        let (event, guests, bookings) = try paidEvent(seats: 2)
        try cancel(bookings[0], of: guests[0])
        let fields = EventFields(capacity: 1)
        let preview = try perform { tx in
            try tx.preview { try tx.editEvent(event.id, by: arjun, fields) }
        }
        XCTAssertEqual(preview.affected.refunds.map(\.amount), [2_500])
        XCTAssertEqual(try contingent(bookings[0])[2], "open")
        try perform { try $0.editEvent(event.id, by: arjun, fields) }
        XCTAssertEqual(try contingent(bookings[0])[2], "released")
    }

    func testTheStartOfTheEventEndsWhatIsOpen() throws {
        let (event, guests, bookings) = try paidEvent(seats: 1)
        try cancel(bookings[0], of: guests[0])
        XCTAssertEqual(try contingent(bookings[0], at: event.startsAt)[2], "over")
        try perform(at: event.startsAt) {
            try $0.addBooking(AddedBooking(name: "Ravi"), to: event.id, of: arjun.id)
        }
        XCTAssertEqual(try contingent(bookings[0], at: event.startsAt), ["2500", "0", "over"])
        // Moved to a later time, the event begins again; what was over stays so.
        try perform(at: event.startsAt) {
            try $0.editEvent(
                event.id, by: arjun,
                EventFields(
                    startsAt: event.startsAt.adding(seconds: 86_400),
                    endsAt: event.endsAt.adding(seconds: 86_400)))
        }
        XCTAssertEqual(try contingent(bookings[0], at: event.startsAt)[2], "over")
    }

    func testTheCancellationOfTheEventEndsWhatIsOpen() throws {
        let (event, guests, bookings) = try paidEvent(seats: 2)
        try cancel(bookings[0], of: guests[0])
        try perform { try $0.cancelEvent(event.id, of: arjun.id) }
        XCTAssertEqual(try contingent(bookings[0])[2], "over")
        XCTAssertEqual(try refunds(of: bookings[0]), ["guest_cancelled 2500"])
        XCTAssertEqual(try refunds(of: bookings[1]), ["event_cancelled 5000"])
    }

    func testEachSeatOfABookingIsFilledAlone() throws {
        let event = try makeEvent(capacity: 3, price: price, refunds: tiers)
        let booking = try bookAndPay(event, bhavin, seats: 3)
        try cancel(booking, of: bhavin, seats: 2)
        XCTAssertEqual(try contingent(booking), ["5000", "0", "open"])
        try bookAndPay(event, meera)
        XCTAssertEqual(try contingent(booking), ["5000", "2500", "open"])
        try cancel(booking, of: bhavin)
        XCTAssertEqual(try contingent(booking), ["7500", "2500", "open"])
        try bookAndPay(event, register("asha"), seats: 2)
        XCTAssertEqual(try contingent(booking), ["7500", "7500", "released"])
        let sum = try integer("SELECT sum(amount) FROM refunds WHERE booking_id = \(booking)")
        XCTAssertEqual(sum, 15_000)
    }

    func testAMovedBookingKeepsItsSeatsWhereTheyWereGivenUp() throws {
        let event = try makeEvent(capacity: 2, price: price, refunds: tiers)
        let booking = try bookAndPay(event, bhavin, seats: 2)
        try cancel(booking, of: bhavin, seats: 1)
        let other = try makeEvent("Other", price: price)
        try perform { try $0.moveBooking(booking, of: arjun.id, to: other.id) }
        XCTAssertEqual(try find(event).contingentSeats, 1)
        try bookAndPay(event, meera, seats: 2)
        XCTAssertEqual(try contingent(booking)[2], "released")
    }

    func testTheFacilitatorCannotGiveBackWhatWaits() throws {
        let (_, guests, bookings) = try paidEvent(seats: 2)
        try cancel(bookings[0], of: guests[0])
        assertRefusal(.refundTooLarge(left: 0)) {
            try perform {
                try $0.refundBooking(bookings[0], of: arjun.id, amount: 1, reason: "Kind")
            }
        }
    }

    func testAFailedRefundIsRetriedTogetherWithTheRest() throws {
        let (event, guests, bookings) = try paidEvent(seats: 1)
        try cancel(bookings[0], of: guests[0])
        try perform {
            _ = try $0.failRefund(try XCTUnwrap($0.refunds.find(RefundID(1))), reason: "x")
        }
        try bookAndPay(event, meera)
        let sums = try texts("SELECT status || ' ' || amount FROM refunds ORDER BY id")
        XCTAssertEqual(sums, ["initiated 2500", "initiated 2500"])
    }

    func testAMovedEventReturnsEverythingAtOnce() throws {
        let (event, guests, bookings) = try paidEvent(seats: 1)
        try perform { try $0.editEvent(event.id, by: arjun, EventFields(location: "Pune")) }
        let cancelled = try cancel(bookings[0], of: guests[0])
        XCTAssertEqual(cancelled.quote.contingent, 0)
        XCTAssertEqual(try refunds(of: bookings[0]), ["guest_cancelled 5000"])
    }

    func testMoneyThatWasPaidInPersonIsHandedBack() throws {
        let event = try makeEvent(capacity: 1, price: price, refunds: tiers)
        let cash = try XCTUnwrap(OfflinePayment(amount: price, method: .cash))
        let added = try perform {
            try $0.addBooking(
                AddedBooking(name: "Ravi", payment: cash), to: event.id, of: arjun.id)
        }
        try perform {
            try $0.cancelBooking(added.booking.id, of: arjun.id, FacilitatorCancellation())
        }
        try bookAndPay(event, meera)
        let refunds = try texts("SELECT status || ' ' || amount FROM refunds ORDER BY id")
        XCTAssertEqual(refunds, ["processed 2500", "initiated 2500"])
    }
}
