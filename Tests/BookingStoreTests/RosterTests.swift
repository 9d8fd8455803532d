import BookingDomain
import BookingStore
import JSONCoding
import SQLite
import Timekeeping
import XCTest

/// A facilitator's bookings: people without an account, money in person, moves, parts.
final class RosterTests: PaymentTestCase {
    private let cash = OfflinePayment.Method.cash
    private let half = [RefundPolicy.Tier(hoursBefore: 24, percent: 50)]

    override func tearDown() {
        XCTAssertNoThrow(try assertSound())
        super.tearDown()
    }

    // MARK: - People without an account

    func testAnAddedBookingIsConfirmedAndItsPriceIsDueAtTheDoor() throws {
        let event = try makeEvent(price: price)
        let added = try add(to: event, seats: 2)
        XCTAssertEqual(added.guest, RosterGuest(id: nil, name: "Asha", email: nil))
        XCTAssertEqual(added.booking.status, .confirmed)
        XCTAssertEqual(added.booking.source, .facilitator)
        XCTAssertEqual(added.booking.payment.status, .pending)
        XCTAssertEqual(added.booking.payment.provider, "offline")
        XCTAssertEqual(added.booking.outstanding, 10_000)
        XCTAssertEqual(try find(event).seatsLeft, 18)
        XCTAssertEqual(try noticeTypes(of: added.booking), ["booking.confirmed"])
        let changes = try read { try $0.timelines.all(of: added.booking) }
        XCTAssertEqual(changes.map(\.kind), [.confirmed])
        XCTAssertEqual(changes.map(\.actor), [.facilitator])
    }

    func testMoneyInPersonAddsUpToThePrice() throws {
        let event = try makeEvent(price: price)
        let added = try add(to: event, seats: 2, paid: 4_000)
        XCTAssertEqual(added.booking.payment.amountPaid, 4_000)
        XCTAssertEqual(added.booking.payment.status, .pending)
        XCTAssertThrowsError(try take(6_001, for: added)) {
            XCTAssertEqual(($0 as? InvalidFields)?.errors.map(\.field), ["amount"])
        }
        let paid = try take(6_000, for: added)
        XCTAssertEqual(paid.booking.payment.amountPaid, 10_000)
        XCTAssertEqual(paid.booking.payment.status, .success)
        XCTAssertEqual(paid.booking.outstanding, 0)
        assertRefusal(.nothingToPay) { try take(1, for: added) }
        let sum = try report(on: event)
        XCTAssertEqual(
            [sum.received, sum.receivedOffline, sum.returnable], [10_000, 10_000, 10_000])
    }

    func testAHoldIsConfirmedByItsWholePriceInPerson() throws {
        let held = try book(makeEvent(price: price), by: bhavin)
        XCTAssertThrowsError(try take(1, for: roster(held)))
        let paid = try take(price, for: roster(held))
        XCTAssertEqual(paid.booking.status, .confirmed)
        XCTAssertEqual(try noticeTypes(of: held), ["booking.confirmed"])
        // The guest pays at the gateway as well: that payment goes back.
        let other = try book(makeEvent(price: price), by: meera)
        let attempt = try perform {
            try $0.startPayment(of: other.id, for: meera, at: .sandbox) { _ in [] }
        }
        _ = try take(price, for: roster(other))
        XCTAssertEqual(try read { try $0.paymentAttempts.due(limit: 9) }.map(\.id), [attempt.id])
        XCTAssertEqual(try pay(attempt), .paidTwice)
        XCTAssertEqual(try refund().reason, .secondPayment)
        XCTAssertEqual(try booking(other.id).payment.provider, "offline")
    }

    func testAnEventTakesAddedBookingsUntilItEndsAndIsFull() throws {
        let event = try makeEvent(capacity: 2, startsInHours: 1)
        try perform(at: event.startsAt.adding(seconds: 60)) {
            _ = try $0.addBooking(AddedBooking(name: "Late"), to: event.id, of: arjun.id)
        }
        assertRefusal(.eventFull(seatsLeft: 1)) { try add(to: event, seats: 2) }
        assertRefusal(.eventPast) {
            try perform(at: event.endsAt) {
                try $0.addBooking(AddedBooking(name: "Later"), to: event.id, of: arjun.id)
            }
        }
        assertRefusal(.notFound(.event)) {
            try perform {
                try $0.addBooking(AddedBooking(name: "X"), to: event.id, of: FacilitatorID(3))
            }
        }
    }

    func testAnAddedBookingTakesTheSeatsOfLapsedHolds() throws {
        let event = try makeEvent(capacity: 1, price: price)
        try book(event, by: bhavin)
        assertRefusal(.eventFull(seatsLeft: 0)) { try add(to: event) }
        XCTAssertNoThrow(
            try perform(at: now.adding(seconds: 900)) {
                try $0.addBooking(AddedBooking(name: "Asha"), to: event.id, of: arjun.id)
            })
    }

    // MARK: - Accounts that own them

    func testTheAccountOfAConfirmedAddressOwnsTheBookingBesideItsOwn() throws {
        let event = try makeEvent()
        let own = try book(event, by: bhavin)
        try add(to: event, email: "meera@example.com")
        let added = try add(to: event, email: "BHAVIN@example.com")
        XCTAssertEqual(added.guest.id, nil)
        XCTAssertEqual(added.guest.email, "BHAVIN@example.com")
        XCTAssertEqual(
            try read { try $0.bookings.all(of: bhavin, after: 0) }.map(\.id),
            [own.id, added.booking.id])
        // The facilitator does not learn from a list whose address it is.
        let guests = try read {
            try $0.users.page(seenBy: arjun.id, ids: [meera.rawValue], .init(limit: 9))
        }
        XCTAssertEqual(guests.items.map(\.email), [nil])
    }

    func testAnAddressThatIsConfirmedLaterBringsTheBookingToItsAccount() throws {
        let added = try add(to: makeEvent(), email: "tara@example.com")
        XCTAssertNil(try booking(added.booking.id).userID)
        let tara = try register("tara", email: "Tara@Example.com")
        XCTAssertEqual(try booking(added.booking.id).userID, tara)
        XCTAssertNoThrow(
            try perform { try $0.cancelBooking(added.booking.id, of: tara) })
    }

    func testAnErasureDeletesWhatWasWrittenAboutTheGuest() throws {
        let event = try makeEvent(price: price)
        let added = try add(to: event, email: "bhavin@example.com", note: "knee")
        let own = try paid(event)
        try perform { tx in
            let edit = FacilitatorBookingEdit(note: "tall", attendees: ["Bhavin’s son"])
            _ = try tx.editBooking(own.id, of: arjun.id, edit)
            _ = try tx.eraseAccount(of: bhavin, generation: 0)
        }
        for id in [own.id, added.booking.id] {
            let left = try read { try $0.bookings.find(id, of: arjun.id) }
            XCTAssertEqual(left.guest.name, User.erasedName)
            XCTAssertEqual([left.guest.email, left.note], [nil, nil])
            XCTAssertEqual(left.booking.attendees, [])
        }
    }

    func testOnlyTheGuestOfAFacilitatorsBookingIsChangedByTheFacilitator() throws {
        let event = try makeEvent()
        let added = try add(to: event, email: "asha@example.com")
        let edit = FacilitatorBookingEdit(name: "A.", email: .some(nil))
        let edited = try perform { try $0.editBooking(added.booking.id, of: arjun.id, edit) }
        XCTAssertEqual(edited.guest, RosterGuest(id: nil, name: "A.", email: nil))
        XCTAssertEqual(
            try noticeTypes(of: added.booking), ["booking.confirmed", "booking.changed"])
        let own = try book(event, by: bhavin)
        XCTAssertThrowsError(
            try perform { try $0.editBooking(own.id, of: arjun.id, edit) }
        ) { XCTAssertEqual(($0 as? InvalidFields)?.errors.map(\.field), ["name"]) }
    }

    func testTheSameNameAndAddressChangeNothing() throws {
        let added = try add(to: makeEvent(), email: "bhavin@example.com")
        // The account that owns the booking uses another address now.
        try execute("UPDATE users SET confirmed_email = 'b@example.com' WHERE id = \(bhavin)")
        let same = FacilitatorBookingEdit(
            note: "tall", name: "Asha", email: EmailAddress("bhavin@example.com"))
        let edited = try perform { try $0.editBooking(added.booking.id, of: arjun.id, same) }
        XCTAssertEqual(edited.note, "tall")
        XCTAssertEqual(edited.booking.userID, bhavin)
        XCTAssertEqual(try noticeTypes(of: added.booking), ["booking.confirmed"])
        let renamed = FacilitatorBookingEdit(name: "Uma")
        XCTAssertEqual(
            try perform { try $0.editBooking(added.booking.id, of: arjun.id, renamed) }
                .booking.userID, bhavin)
    }

    // MARK: - Cancellations and refunds

    func testSomeSeatsAreGivenUpAndTheOthersKept() throws {
        let event = try makeEvent(price: price, refunds: half)
        let booking = try paid(event, seats: 3)
        let given = try perform { try $0.cancelBooking(booking.id, of: bhavin, seats: 1) }
        XCTAssertEqual(given.quote.refund.amount, 2_500)
        XCTAssertEqual(given.booking.seats, 2)
        XCTAssertEqual(given.booking.amount, 10_000)
        XCTAssertEqual(given.booking.payment.amountPaid, 15_000)
        XCTAssertEqual(given.booking.refund.amount, 2_500)
        XCTAssertEqual(given.booking.status, .confirmed)
        XCTAssertEqual(try find(event).seatsLeft, 18)
        XCTAssertEqual(try noticeTypes(of: booking), ["booking.confirmed", "booking.changed"])
        XCTAssertEqual(
            try messages(of: booking).last,
            "You have given up 1 seat of “Meditation” (Wed 20 Jan 2027, 05:30 – 06:30 "
                + "(Asia/Kolkata), Rishikesh). You still have 2 seats. ₹25 will be refunded.")
        let line = try read { try $0.timelines.all(of: booking) }.first { $0.kind == .seatsGivenUp }
        XCTAssertEqual([line?.seats, line?.amount.map(Int.init)], [1, 2_500])
        XCTAssertEqual(try report(on: event).returnable, 10_000)
        // The event is cancelled: the whole price of the seats that are left goes back.
        try perform { _ = try $0.cancelEvent(event.id, of: arjun.id) }
        XCTAssertEqual(try self.booking(booking.id).refund.amount, 12_500)
        XCTAssertEqual(try refund(2).amount, 10_000)
    }

    func testAFacilitatorChoosesWhatGoesBack() throws {
        let event = try makeEvent(price: price, refunds: half)
        let booking = try paid(event, seats: 3)
        let some = FacilitatorCancellation(seats: 1, refund: .sum(100), reason: "Sorry")
        let quote = try read { try $0.quoteCancellation(of: booking.id, some, by: arjun.id) }
        XCTAssertEqual(quote.refund.amount, 100)
        try perform { _ = try $0.cancelBooking(booking.id, of: arjun.id, some) }
        let all = try perform {
            try $0.cancelBooking(booking.id, of: arjun.id, .init(refund: .full))
        }
        XCTAssertEqual(all.quote.refund.amount, 10_000)
        XCTAssertEqual(all.booking.booking.status, .cancelled)
        XCTAssertEqual(try self.booking(booking.id).refund.amount, 10_100)
        XCTAssertEqual(try refund().reason, .facilitatorCancelled)
        assertRefusal(.notFound(.booking)) {
            try perform { try $0.cancelBooking(booking.id, of: FacilitatorID(3), .init()) }
        }
    }

    func testACancelledEventHasNotTheReasonOfAnEarlierCancellation() throws {
        let event = try makeEvent(price: price)
        let booking = try paid(event, seats: 2)
        try perform { tx in
            _ = try tx.cancelBooking(booking.id, of: arjun.id, .init(seats: 1, reason: "Sorry"))
            XCTAssertEqual(
                try tx.bookings.find(booking.id, of: arjun.id).cancellationReason, "Sorry")
            _ = try tx.cancelEvent(event.id, of: arjun.id)
        }
        XCTAssertNil(try roster(booking).cancellationReason)
    }

    func testAFailedRefundIsRetriedAsAPartOfTheNextOneAndNotReturnedTwice() throws {
        let event = try makeEvent(price: price)
        let booking = try paid(event, seats: 3)
        let one = FacilitatorCancellation(seats: 1, refund: .full)
        try perform { _ = try $0.cancelBooking(booking.id, of: arjun.id, one) }
        let first = try refund()
        try perform { _ = try $0.failRefund(first, reason: "card closed") }
        let next = try perform { try $0.cancelBooking(booking.id, of: arjun.id, one) }
        XCTAssertEqual(next.quote.refund.amount, 10_000)
        XCTAssertEqual([try refund(1).amount, try refund(2).amount], [5_000, 5_000])
        XCTAssertEqual(try refund(1).status, .initiated)
        assertRefusal(.refundNotFailed(.initiated)) {
            try perform { try $0.retryRefund(first.id, of: arjun.id) }
        }
        // The same when the whole event is cancelled.
        let again = try refund(1)
        try perform { _ = try $0.failRefund(again, reason: "card closed") }
        try perform { _ = try $0.cancelEvent(event.id, of: arjun.id) }
        XCTAssertEqual(try self.booking(booking.id).refund.amount, 15_000)
        XCTAssertEqual(try refund(3).amount, 5_000)
        XCTAssertEqual(try refund(1).status, .initiated)
    }

    func testCashGoesBackAtOnceIfTheFacilitatorGivesItBack() throws {
        let event = try makeEvent(price: price, refunds: half)
        var added = try add(to: event, seats: 2, paid: 4_000)
        added = try take(6_000, for: added)
        // More than one payment has: the latest goes back first.
        let refunded = try perform {
            try $0.refundBooking(added.booking.id, of: arjun.id, amount: 7_000, reason: "Cold room")
        }
        XCTAssertEqual(refunded.refunds.map(\.refund.amount), [6_000, 1_000])
        XCTAssertEqual(refunded.refunds.map(\.refund.status), [.processed, .processed])
        XCTAssertEqual(refunded.booking.booking.refund.amount, 7_000)
        XCTAssertEqual(refunded.booking.booking.status, .confirmed)
        XCTAssertEqual(refunded.booking.booking.outstanding, 0)
        assertRefusal(.refundTooLarge(left: 3_000)) {
            try perform {
                try $0.refundBooking(added.booking.id, of: arjun.id, amount: 3_001, reason: "")
            }
        }
        // Half of 10,000 is due, and more than that has gone back.
        let cancelled = try perform {
            try $0.cancelBooking(added.booking.id, of: arjun.id, .init())
        }
        XCTAssertEqual(cancelled.quote.refund.amount, 0)
        XCTAssertEqual(cancelled.booking.booking.status, .refunded)
    }

    func testAPartlyPaidBookingIsPaidUpOnlyOnceNothingIsLeftToPay() throws {
        let event = try makeEvent(price: price)
        // Half is paid: the other seat needs no payment any longer.
        var added = try add(to: event, seats: 2, paid: 5_000)
        added = try cancel(added, seats: 1)
        XCTAssertEqual(added.booking.payment.status, .success)
        XCTAssertEqual([added.booking.outstanding, added.booking.refund.amount], [0, 0])
        // A chosen sum goes back, and is left to pay then.
        var other = try add(to: event, seats: 2, paid: 5_000)
        other = try cancel(other, seats: 1, refund: .sum(5_000))
        XCTAssertEqual(other.booking.payment.status, .pending)
        XCTAssertEqual(other.booking.outstanding, 5_000)
        XCTAssertEqual(try take(5_000, for: other).booking.payment.status, .success)
        // The same for a move to an event at half the price.
        let moved = try move(
            add(to: event, seats: 2, paid: 5_000).booking, to: makeEvent(price: 2_500))
        XCTAssertEqual(moved.booking.payment.status, .success)
        XCTAssertEqual([moved.booking.outstanding, moved.booking.refund.amount], [0, 0])
        assertRefusal(.refundTooLarge(left: 0)) {
            try cancel(add(to: event), refund: .sum(1))
        }
    }

    func testABookingThatWasPaidInPartHasNothingLeftToPayOnceItIsCancelled() throws {
        let added = try add(to: makeEvent(price: price), seats: 2, paid: 4_000)
        let cancelled = try perform {
            try $0.cancelBooking(added.booking.id, of: arjun.id, .init(refund: .full))
        }
        XCTAssertEqual(cancelled.booking.booking.payment.status, .success)
        XCTAssertEqual(cancelled.booking.booking.refund.amount, 4_000)
        XCTAssertEqual(cancelled.booking.booking.outstanding, 0)
        assertRefusal(.nothingToPay) { try take(1, for: added) }
    }

    func testCashOfACancelledEventIsOwedUntilItIsHandedBack() throws {
        let event = try makeEvent(price: price)
        let added = try add(to: event, seats: 2, paid: 10_000)
        try perform { _ = try $0.cancelEvent(event.id, of: arjun.id) }
        var found = try read { try $0.bookings.find(added.booking.id, of: arjun.id) }
        XCTAssertEqual(found.booking.refund.status, .initiated)
        XCTAssertEqual(found.booking.status, .cancelled)
        XCTAssertEqual(try report(on: event).toHandBack, 10_000)
        XCTAssertEqual(try read { try $0.refunds.depth().count }, 0)
        XCTAssertFalse(try read { try $0.refunds.areDue() })
        let id = try refund().id
        try perform { _ = try $0.recordHandover(of: id, by: arjun.id) }
        found = try read { try $0.bookings.find(added.booking.id, of: arjun.id) }
        XCTAssertEqual(found.booking.refund.status, .processed)
        XCTAssertEqual(found.booking.status, .refunded)
        XCTAssertEqual(try report(on: event).refundedOffline, 10_000)
        assertRefusal(.refundNotOwed) {
            try perform { try $0.recordHandover(of: id, by: arjun.id) }
        }
    }

    // MARK: - Moves

    func testAMoveTakesTheSeatsAlongAndKeepsThePolicy() throws {
        let event = try makeEvent(price: price, refunds: half)
        let later = try makeEvent("Thursday", price: price, startsInHours: 20)
        let booking = try paid(event, seats: 3)
        try perform { _ = try $0.setAttendance(.noShow, of: booking.id, by: arjun.id) }
        let edit = EventFields(location: "Goa")
        try perform { _ = try $0.editEvent(event.id, by: arjun, edit) }
        let moved = try move(booking, to: later)
        XCTAssertEqual(moved.booking.event.id, later.id)
        XCTAssertEqual([try find(event).seatsLeft, try find(later).seatsLeft], [20, 17])
        XCTAssertEqual(moved.booking.amount, 15_000)
        XCTAssertNil(moved.booking.attendance)
        XCTAssertEqual(try noticeTypes(of: booking), ["booking.confirmed", "booking.moved"])
        // The hours of its policy count from the new start, and the move opens no other way out.
        XCTAssertEqual(
            try read { try $0.quoteCancellation(of: booking.id, for: bhavin) }.refund.reason,
            .tooLate)
        XCTAssertEqual(try move(booking, to: later), moved)
        XCTAssertEqual(try noticeTypes(of: booking).count, 2)
    }

    func testACheaperEventReturnsTheDifferenceAndADearerOneIsRefused() throws {
        let event = try makeEvent(price: price)
        let booking = try paid(event, seats: 3)
        let cheap = try makeEvent(price: 4_000)
        let dear = try makeEvent(price: 6_000)
        assertRefusal(
            .priceDiffers(
                Money(amount: 18_000, currency: Currency(stored: "INR")),
                booked: Money(amount: 15_000, currency: Currency(stored: "INR")))
        ) { try move(booking, to: dear) }
        let waived = try move(booking, to: dear, waive: true)
        XCTAssertEqual(waived.booking.amount, 15_000)
        let moved = try move(booking, to: cheap)
        XCTAssertEqual(moved.booking.amount, 12_000)
        XCTAssertEqual(moved.booking.refund.amount, 3_000)
        XCTAssertEqual(try refund().reason, .bookingMoved)
        let free = try move(booking, to: makeEvent())
        XCTAssertEqual([free.booking.amount, free.booking.refund.amount], [0, 15_000])
    }

    func testAnUnpaidBookingOwesThePriceOfTheCheaperEvent() throws {
        let added = try add(to: makeEvent(price: price), seats: 2)
        let moved = try move(added.booking, to: makeEvent(price: 3_000))
        XCTAssertEqual(moved.booking.outstanding, 6_000)
        let free = try move(added.booking, to: makeEvent())
        XCTAssertEqual(free.booking.outstanding, 0)
        XCTAssertNil(free.booking.payment.status)
    }

    func testAMoveIsRefusedWithItsReason() throws {
        let booking = try paid(makeEvent(price: price))
        let full = try makeEvent(capacity: 1, price: price)
        try book(full, by: meera)
        assertRefusal(.eventFull(seatsLeft: 0)) { try move(booking, to: full) }
        let own = try makeEvent()
        let other = try book(own, by: bhavin)
        assertRefusal(.alreadyBooked(other.id)) { try move(booking, to: own) }
        let past = try makeEvent(price: price, startsInHours: -2)
        assertRefusal(.eventPast) { try move(booking, to: past) }
        let cancelled = try makeEvent(price: price)
        try perform { _ = try $0.cancelEvent(cancelled.id, of: arjun.id) }
        assertRefusal(.eventCancelled) { try move(booking, to: cancelled) }
        let held = try book(makeEvent(price: price), by: meera)
        assertRefusal(.bookingNotConfirmed(.held)) { try move(held, to: own) }
        XCTAssertEqual(try find(own).seatsLeft, 19)
    }

    // MARK: - Notes

    func testArrivalsAreNotedAndTakenBackAtAnyTime() throws {
        let event = try makeEvent(startsInHours: 1)
        let booking = try book(event, by: bhavin)
        let after = event.endsAt.adding(seconds: 86_400)
        for attendance in [Attendance.arrived, .noShow, nil] {
            let noted = try perform(at: after) {
                try $0.setAttendance(attendance, of: booking.id, by: arjun.id)
            }
            XCTAssertEqual(noted.booking.attendance, attendance)
        }
        let held = try book(makeEvent(price: price), by: meera)
        assertRefusal(.bookingNotConfirmed(.held)) {
            try perform { try $0.setAttendance(.arrived, of: held.id, by: arjun.id) }
        }
    }

    func testAGuestChangesSeatsThatAreNotPaidAndNamesWhoComes() throws {
        let event = try makeEvent(capacity: 5)
        let free = try book(event, by: bhavin, seats: 3)
        let names = ["Bhavin", "Tara", "Uma"]
        var changed = try change(free, attendees: names)
        XCTAssertEqual(changed.attendees, names)
        changed = try change(free, seats: 2)
        XCTAssertEqual(changed.attendees, ["Bhavin", "Tara"])
        XCTAssertEqual(try find(event).seatsLeft, 3)
        XCTAssertThrowsError(try change(free, attendees: names))
        assertRefusal(.eventFull(seatsLeft: 3)) { try change(free, seats: 6) }
        XCTAssertEqual(try change(free, seats: 5).seats, 5)

        // The event has a price by now, so that more seats are not free.
        try perform { _ = try $0.editEvent(event.id, by: arjun, EventFields(price: 500)) }
        XCTAssertEqual(try change(free, seats: 2).seats, 2)
        let rupees = Currency(stored: "INR")
        assertRefusal(
            .priceDiffers(
                Money(amount: 1_500, currency: rupees), booked: Money(amount: 0, currency: rupees))
        ) { try change(free, seats: 3) }

        let held = try book(makeEvent(price: price), by: meera)
        let more = try perform {
            try $0.changeBooking(held.id, of: meera, seats: XCTUnwrap(Seats(3)))
        }
        XCTAssertEqual(more.amount, 15_000)
        _ = try perform { try $0.startPayment(of: held.id, for: meera, at: .sandbox) { _ in [] } }
        assertRefusal(.paymentStarted) {
            try perform { try $0.changeBooking(held.id, of: meera, seats: .one) }
        }
        let paid = try paid(makeEvent(price: price))
        assertRefusal(.seatsPaid) { try change(paid, seats: 2) }
        assertRefusal(.eventStarted) {
            try perform(at: event.startsAt) {
                try $0.changeBooking(free.id, of: bhavin, attendees: [])
            }
        }
    }

    func testTheRosterHasAllBookingsOfTheEvent() throws {
        let event = try makeEvent(price: price)
        let added = try add(to: event, note: "first time")
        let paid = try paid(event)
        let held = try book(event, by: meera)
        let all = try read {
            try $0.bookings.roster(
                of: event.id, facilitator: arjun.id, status: nil, .init(limit: 9))
        }
        XCTAssertEqual(all.items.map(\.booking.id), [added.booking.id, paid.id, held.id])
        XCTAssertEqual(all.items.map(\.guest.email), [nil, "bhavin@example.com", nil])
        XCTAssertEqual(all.items.map(\.note), ["first time", nil, nil])
        let expired = try read(at: now.adding(seconds: 900)) {
            try $0.bookings.roster(
                of: event.id, facilitator: arjun.id, status: .expired, .init(limit: 9))
        }
        XCTAssertEqual(expired.items.map(\.booking.id), [held.id])
    }

    // MARK: - Steps

    @discardableResult
    private func add(
        to event: Event, seats: Int = 1, email: String? = nil, paid: Int64? = nil,
        note: String? = nil
    ) throws -> FacilitatorBooking {
        let added = AddedBooking(
            name: "Asha", email: email.flatMap(EmailAddress.init),
            seats: try XCTUnwrap(Seats(seats)),
            payment: paid.map { OfflinePayment(amount: $0, method: cash) }, note: note)
        return try perform { try $0.addBooking(added, to: event.id, of: arjun.id) }
    }

    @discardableResult
    private func take(_ amount: Int64, for found: FacilitatorBooking) throws -> FacilitatorBooking {
        try perform {
            try $0.takePayment(
                OfflinePayment(amount: amount, method: cash), for: found.booking.id, of: arjun.id)
        }
    }

    private func cancel(
        _ found: FacilitatorBooking, seats: Int? = nil, refund: RefundChoice = .full
    ) throws -> FacilitatorBooking {
        try perform {
            try $0.cancelBooking(
                found.booking.id, of: arjun.id, .init(seats: seats, refund: refund))
        }.booking
    }

    private func roster(_ booking: Booking) throws -> FacilitatorBooking {
        try read { try $0.bookings.find(booking.id, of: arjun.id) }
    }

    private func move(
        _ booking: Booking, to event: Event, waive: Bool = false
    ) throws -> FacilitatorBooking {
        try perform {
            try $0.moveBooking(booking.id, of: arjun.id, to: event.id, waive: waive)
        }
    }

    private func change(
        _ booking: Booking, seats: Int? = nil, attendees: [String]? = nil
    ) throws -> Booking {
        try perform {
            try $0.changeBooking(
                booking.id, of: bhavin, seats: seats.map { try XCTUnwrap(Seats($0)) },
                attendees: attendees)
        }
    }

    /// A booking of Bhavin's that is paid at the gateway.
    private func paid(_ event: Event, seats: Int = 1) throws -> Booking {
        let held = try book(event, by: bhavin, seats: seats)
        let attempt = try begin(held)
        let payment = "pay_\(held.id)"
        XCTAssertEqual(try pay(attempt, as: payment, amount: held.amount), .confirmed)
        return try booking(held.id)
    }

    private func report(on event: Event) throws -> MoneyReport.Sum {
        let report = try read { try $0.moneyReport(on: event.id, of: arjun.id) }
        return try XCTUnwrap(report.sums.first)
    }
}
