import BookingDomain
import BookingStore
import SQLite
import TestSupport
import Timekeeping
import XCTest

/// Each way in which seats become free, and that those who wait come before everybody else.
final class FreedSeatsTests: WaitlistTestCase {
    private var half: [RefundPolicy.Tier] { [.init(hoursBefore: 1, percent: 50)] }

    // MARK: - Ways in which seats become free

    func testACancelledBookingIsOffered() throws {
        let (event, booking) = try fullEvent(seats: 1)
        try join(event, meera)
        try cancel(booking.id, of: bhavin)
        XCTAssertEqual(try entry(meera, event).status, .offered)
    }

    func testAGivenUpSeatIsOffered() throws {
        let (event, booking) = try fullEvent()
        try join(event, meera)
        try cancel(booking.id, of: bhavin, seats: 1)
        XCTAssertEqual(try entry(meera, event).status, .offered)
    }

    func testABookingThatTheFacilitatorCancelsIsOffered() throws {
        let (event, booking) = try fullEvent(seats: 1)
        try join(event, meera)
        try perform { try $0.cancelBooking(booking.id, of: arjun.id, FacilitatorCancellation()) }
        XCTAssertEqual(try entry(meera, event).status, .offered)
    }

    func testADeclinedHoldIsOffered() throws {
        let (event, held) = try fullEvent(seats: 1, price: price)
        try join(event, meera)
        try cancel(held.id, of: bhavin)
        XCTAssertEqual(try entry(meera, event).status, .offered)
    }

    func testALapsedHoldIsOfferedByTheTimer() throws {
        let (event, held) = try fullEvent(seats: 1, price: price)
        try join(event, meera)
        let end = try XCTUnwrap(held.holdExpiresAt)
        try runTimer(at: end.adding(seconds: -1))
        XCTAssertEqual(try entry(meera, event, at: end).status, .waiting)
        try runTimer(at: end)
        XCTAssertEqual(try entry(meera, event, at: end).status, .offered)
    }

    func testAHoldThatTheGatewayClosesIsOffered() throws {
        let (event, held) = try fullEvent(seats: 1, price: price)
        let attempt = try begin(held)
        try join(event, meera)
        let closed = GatewayCheckout(
            id: "checkout_1", state: .closed, url: nil,
            reference: CheckoutReference(installation: "", bookingID: held.id, attempt: 1),
            payments: [])
        let outcome = try perform(at: attempt.closesAt) {
            try $0.applyCheckout(closed, to: attempt.id)
        }
        XCTAssertEqual(outcome, .expired)
        XCTAssertEqual(try entry(meera, event, at: attempt.closesAt).status, .offered)
    }

    func testAHoldWhosePaymentWasGivenBackIsOffered() throws {
        let (event, held) = try fullEvent(seats: 1, price: price)
        let attempt = try begin(held)
        try join(event, meera)
        let outcome = try pay(attempt, refunds: [remote("re_1", price, .processed)])
        XCTAssertEqual(outcome, .givenBack)
        XCTAssertEqual(try entry(meera, event).status, .offered)
    }

    func testSeatsThatAGuestNeedsNoLongerAreOffered() throws {
        let (event, booking) = try fullEvent()
        try join(event, meera)
        try perform { try $0.changeBooking(booking.id, of: bhavin, seats: .one) }
        XCTAssertEqual(try entry(meera, event).status, .offered)
    }

    func testABookingThatIsMovedAwayIsOffered() throws {
        let (event, booking) = try fullEvent(seats: 1)
        let other = try makeEvent("Other")
        try join(event, meera)
        try perform { try $0.moveBooking(booking.id, of: arjun.id, to: other.id) }
        XCTAssertEqual(try entry(meera, event).status, .offered)
    }

    func testARaisedCapacityIsOffered() throws {
        let (event, _) = try fullEvent(seats: 1)
        let guests = try queue("asha", "kavya", "ravi", for: event)
        try perform { try $0.editEvent(event.id, by: arjun, EventFields(capacity: 3)) }
        XCTAssertEqual(try statuses(guests, event), ["offered", "offered", "waiting"])
    }

    func testSeatsAreOfferedWhenTheListMakesOffersAgain() throws {
        let (event, booking) = try fullEvent(seats: 1)
        try join(event, meera)
        let late = event.startsAt.adding(seconds: -3_600)
        try cancel(booking.id, of: bhavin, at: late)
        XCTAssertEqual(try entry(meera, event, at: late).status, .waiting)
        try perform(at: late) {
            try $0.editEvent(
                event.id, by: arjun,
                EventFields(
                    startsAt: event.startsAt.adding(seconds: 86_400),
                    endsAt: event.endsAt.adding(seconds: 86_400)))
        }
        XCTAssertEqual(try entry(meera, event, at: late).status, .offered)
    }

    func testASeatOfALatePaymentIsOfferedAndThePaymentReturned() throws {
        let (event, held) = try fullEvent(seats: 1, price: price)
        let attempt = try begin(held)
        try join(event, meera)
        let late = try XCTUnwrap(booking(held.id).holdExpiresAt)
        XCTAssertEqual(try pay(attempt, at: late), .paidTooLate)
        XCTAssertEqual(try entry(meera, event, at: late).status, .offered)
        XCTAssertEqual(try refund().reason, .latePayment)
    }

    func testTheSeatsOfAnErasedGuestAreOffered() throws {
        let (event, _) = try fullEvent(seats: 1)
        try join(event, meera)
        try perform { _ = try $0.eraseAccount(of: bhavin, generation: 0) }
        XCTAssertEqual(try entry(meera, event).status, .offered)
    }

    func testAnErasedGuestWaitsNoLonger() throws {
        let (event, booking) = try fullEvent(seats: 1)
        let guests = try queue("asha", "kavya", for: event)
        try perform { _ = try $0.eraseAccount(of: guests[0], generation: 0) }
        XCTAssertEqual(try entry(guests[0], event).status, .left)
        try cancel(booking.id, of: bhavin)
        XCTAssertEqual(try entry(guests[1], event).status, .offered)
        let withdrawn = try integer("SELECT count(*) FROM waitlist_letters WHERE is_withdrawn")
        XCTAssertEqual(withdrawn, 1)
    }

    func testADeclinedOfferIsPassedOnAtOnce() throws {
        let (event, booking) = try fullEvent(seats: 1)
        let guests = try queue("asha", "kavya", for: event)
        try cancel(booking.id, of: bhavin)
        let declined = try perform { try $0.leaveWaitlist(of: event.id, for: guests[0]) }
        XCTAssertEqual(declined.status, .declined)
        XCTAssertEqual(try statuses(guests, event), ["declined", "offered"])
    }

    func testALapsedOfferIsPassedOnByTheTimer() throws {
        let (event, booking) = try fullEvent(seats: 1)
        let guests = try queue("asha", "kavya", for: event)
        try cancel(booking.id, of: bhavin)
        let end = try XCTUnwrap(entry(guests[0], event).offerExpiresAt)
        try runTimer(at: end)
        XCTAssertEqual(try statuses(guests, event, at: end), ["lapsed", "offered"])
        XCTAssertEqual(try letters(to: guests[0]), ["joined", "offered", "lapsed"])
    }

    func testALapsedOfferIsToldAlsoIfItIsTheLastOne() throws {
        let (event, booking) = try fullEvent(seats: 1)
        try join(event, meera)
        try cancel(booking.id, of: bhavin)
        let end = try XCTUnwrap(entry(meera, event).offerExpiresAt)
        XCTAssertTrue(try read(at: end) { try $0.waitlist.isInUse() })
        try runTimer(at: end)
        XCTAssertEqual(try letters(to: meera), ["joined", "offered", "lapsed"])
        XCTAssertFalse(try read(at: end) { try $0.waitlist.isInUse() })
    }

    func testAnOfferThatTheGatewayClosesIsToldAndPassedOn() throws {
        let (event, booking) = try fullEvent(seats: 1, price: price)
        let guests = try queue("asha", "ravi", for: event)
        try cancel(booking.id, of: bhavin)
        let offer = try XCTUnwrap(entry(guests[0], event).bookingID)
        let attempt = try perform {
            try $0.startPayment(of: offer, for: guests[0], at: .sandbox) { _ in [] }
        }
        let closed = GatewayCheckout(
            id: "checkout_1", state: .closed, url: nil,
            reference: CheckoutReference(installation: "", bookingID: offer, attempt: 1),
            payments: [])
        let outcome = try perform(at: attempt.closesAt) {
            try $0.applyCheckout(closed, to: attempt.id)
        }
        XCTAssertEqual(outcome, .expired)
        XCTAssertEqual(try letters(to: guests[0]), ["joined", "offered", "lapsed"])
        let statuses = try statuses(guests, event, at: attempt.closesAt)
        XCTAssertEqual(statuses, ["lapsed", "offered"])
    }

    // MARK: - Those who wait come first

    func testSeatsThatCanBeOfferedAreNotLeftForThePublic() throws {
        let (event, held) = try fullEvent(seats: 2, price: price)
        try join(event, meera)
        let end = try XCTUnwrap(held.holdExpiresAt)
        let free = try find(event, at: end)
        XCTAssertEqual([free.seatsFree, free.seatsLeft], [2, 0])
        let asha = try register("asha")
        // The first seat is Meera's, the second one anybody's.
        try book(event, by: asha, at: end)
        XCTAssertEqual(try entry(meera, event, at: end).status, .offered)
        assertRefusal(.eventFull(seatsLeft: 0)) {
            try book(event, by: register("kavya"), at: end)
        }
    }

    func testAWalkInComesAfterThoseWhoWait() throws {
        let (event, held) = try fullEvent(seats: 1, price: price)
        try join(event, meera)
        let end = try XCTUnwrap(held.holdExpiresAt)
        assertRefusal(.eventFull(seatsLeft: 0)) {
            try perform(at: end) {
                try $0.addBooking(AddedBooking(name: "Ravi"), to: event.id, of: arjun.id)
            }
        }
        XCTAssertEqual(try entry(meera, event, at: end).status, .offered)
    }

    func testABookingIsMovedInAfterThoseWhoWait() throws {
        let (event, held) = try fullEvent(seats: 1, price: price)
        let other = try makeEvent("Other", price: price)
        let added = try perform {
            try $0.addBooking(AddedBooking(name: "Ravi"), to: other.id, of: arjun.id)
        }
        try join(event, meera)
        let end = try XCTUnwrap(held.holdExpiresAt)
        assertRefusal(.eventFull(seatsLeft: 0)) {
            try perform(at: end) {
                try $0.moveBooking(added.booking.id, of: arjun.id, to: event.id)
            }
        }
        XCTAssertEqual(try entry(meera, event, at: end).status, .offered)
    }

    func testMoreSeatsOfABookingComeAfterThoseWhoWait() throws {
        let event = try makeEvent(capacity: 2, price: price)
        let own = try book(event, by: bhavin)
        let held = try book(event, by: register("asha"), at: now.adding(seconds: -60))
        try join(event, meera)
        let end = try XCTUnwrap(held.holdExpiresAt)
        assertRefusal(.eventFull(seatsLeft: 0)) {
            try perform(at: end) {
                try $0.changeBooking(own.id, of: bhavin, seats: XCTUnwrap(Seats(2)))
            }
        }
        XCTAssertEqual(try entry(meera, event, at: end).status, .offered)
    }

    func testAGuestWhoIsMovedToTheEventWaitsNoLonger() throws {
        let (event, _) = try fullEvent(seats: 2)
        let other = try makeEvent("Other")
        let booking = try book(other, by: meera)
        try join(event, meera)
        let late = event.startsAt.adding(seconds: -3_600)
        try cancel(BookingID(1), of: bhavin, seats: 1, at: late)
        try perform(at: late) { try $0.moveBooking(booking.id, of: arjun.id, to: event.id) }
        XCTAssertEqual(try entry(meera, event, at: late).status, .left)
    }

    func testAnAcceptedOfferIsMovedToAnEventThatItsGuestWaitsFor() throws {
        let (event, booking) = try fullEvent(seats: 1)
        let (other, _) = try fullEvent(seats: 2)
        try join(event, meera)
        try join(other, meera)
        try cancel(booking.id, of: bhavin)
        let offer = try confirm(meera, event)
        let late = other.startsAt.adding(seconds: -3_600)
        try cancel(BookingID(2), of: bhavin, seats: 1, at: late)
        try perform(at: late) { try $0.moveBooking(offer.id, of: arjun.id, to: other.id) }
        XCTAssertEqual(try entry(meera, other, at: late).status, .left)
    }

    func testARefusalForThoseWhoWaitIsAnErrorOfItsOwn() throws {
        let (event, held) = try fullEvent(seats: 1, price: price)
        try join(event, meera)
        let end = try XCTUnwrap(held.holdExpiresAt)
        let asha = try register("asha")
        let later = try Database(
            path: database.path, migrations: BookingMigrations.all,
            clock: SettableClock(end).clock)
        defer { later.close() }
        XCTAssertThrowsError(
            try later.writeSynchronously { _ = try $0.book(.one, of: event.id, for: asha) }
        ) { XCTAssertEqual(($0 as? UnservedWaitlist)?.event, event.id) }
    }
}
