import BookingDomain
import BookingStore
import SQLite
import Timekeeping
import XCTest

/// Joining a waiting list, the order of offers, and their answers.
final class WaitlistTests: WaitlistTestCase {
    // MARK: - Joining

    func testAGuestOfAFullEventGetsThePositionInTheOrderOfJoining() throws {
        let (event, _) = try fullEvent()
        let guests = try queue("asha", "kavya", for: event)
        XCTAssertEqual(try guests.map { try entry($0, event).position }, [1, 2])
        let read = try find(event)
        XCTAssertEqual([read.waitlist.waiting, read.waitlist.leastSeats], [2, 1])
        XCTAssertTrue(read.waitlist.isOpen)
        XCTAssertEqual(
            try messages(to: guests[1]),
            [
                "You are number 2 on the waiting list of “Meditation” for 1 seat. You get an offer"
                    + " when seats become free."
            ])
        XCTAssertEqual(try letters(to: guests[1]), ["joined"])
    }

    func testAGuestWithoutAConfirmedAddressGetsNoLetter() throws {
        let (event, _) = try fullEvent()
        let asha = try register("asha")
        try join(event, asha)
        XCTAssertEqual(try letters(to: asha), [])
        XCTAssertEqual(try messages(to: asha).count, 1)
        XCTAssertFalse(try read { try $0.users.getLetters(asha) })
        XCTAssertTrue(try read { try $0.users.getLetters(meera) })
    }

    func testAGuestWaitsOnlyForMoreSeatsThanAreLeft() throws {
        let event = try makeEvent(capacity: 3)
        try book(event, by: bhavin)
        assertRefusal(.seatsAvailable(left: 2)) { try join(event, meera, seats: 2) }
        XCTAssertEqual(try join(event, meera, seats: 3).position, 1)
        assertRefusal(.alreadyWaiting) { try join(event, meera, seats: 3) }
    }

    func testAGuestWithABookingOrAnOfferCannotWait() throws {
        let (event, booking) = try fullEvent()
        assertRefusal(.alreadyBooked(booking.id)) { try join(event, bhavin) }
        try join(event, meera)
        try cancel(booking.id, of: bhavin, seats: 1)
        let offer = try XCTUnwrap(entry(meera, event).bookingID)
        assertRefusal(.alreadyBooked(offer)) { try join(event, meera) }
    }

    func testAClosedListTakesNewGuestsNoLongerAndServesTheOthers() throws {
        let (event, booking) = try fullEvent()
        try join(event, meera)
        try perform {
            try $0.editEvent(event.id, by: arjun, EventFields(isWaitlistOpen: false))
        }
        XCTAssertFalse(try find(event).waitlist.isOpen)
        let asha = try register("asha")
        assertRefusal(.waitlistClosed) { try join(event, asha) }
        try cancel(booking.id, of: bhavin)
        XCTAssertEqual(try entry(meera, event).status, .offered)
    }

    func testTheListClosesAtItsCutoffAndWithBooking() throws {
        let (event, _) = try fullEvent()
        let cutoff = event.startsAt.adding(seconds: -2 * 3_600)
        assertRefusal(.waitlistClosed) { try join(event, meera, at: cutoff) }
        assertRefusal(.eventStarted) { try join(event, meera, at: event.startsAt) }
        try perform {
            try $0.editEvent(
                event.id, by: arjun, EventFields(bookingClosesMinutesBefore: 180))
        }
        assertRefusal(.bookingClosed) {
            try join(event, meera, at: event.startsAt.adding(seconds: -180 * 60))
        }
        XCTAssertNoThrow(
            try join(event, meera, at: event.startsAt.adding(seconds: -180 * 60 - 1)))
    }

    func testTheLengthOfAListIsLimited() throws {
        let (event, _) = try fullEvent()
        try execute(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
            INSERT INTO users (id, username, username_key, name, password_hash, created_at)
            SELECT 1000 + i, 'u' || i, 'u' || i, 'U', '', 0 FROM n
            """)
        try execute(
            """
            INSERT INTO waitlist (event_id, user_id, seats, accepts_fewer, created_at)
            SELECT \(event.id), id, 1, 0, 0 FROM users WHERE id > 1000
            """)
        try execute("INSERT INTO user_search (user_search) VALUES ('rebuild')")
        assertRefusal(.waitlistClosed) { try join(event, meera) }
    }

    func testJoiningsOfAnAccountAreLimited() throws {
        let limits = AccountLimits(
            bookingsPerHour: 2, bookingsPerDay: 9, unpaidHoldsPerDay: 9, unpaidHoldsPerEvent: 9)
        let (event, _) = try fullEvent()
        func joinAndLeave(at moment: Timestamp) throws {
            try perform(at: moment) {
                _ = try $0.joinWaitlist(of: event.id, for: meera, limits: limits)
                _ = try $0.leaveWaitlist(of: event.id, for: meera)
            }
        }
        try joinAndLeave(at: now)
        try joinAndLeave(at: now)
        assertRefusal(.tooManyRequests(retryAfterSeconds: 3_590)) {
            try joinAndLeave(at: now.adding(seconds: 10))
        }
        XCTAssertNoThrow(try joinAndLeave(at: now.adding(seconds: 3_600)))
    }

    // MARK: - Order

    func testSeatsAreOfferedInTheOrderOfJoining() throws {
        let (event, booking) = try fullEvent(seats: 3)
        let guests = try queue("asha", "kavya", "ravi", for: event)
        try cancel(booking.id, of: bhavin, seats: 1)
        XCTAssertEqual(try statuses(guests, event), ["offered", "waiting", "waiting"])
        XCTAssertEqual(try entry(guests[1], event).position, 1)
        try cancel(booking.id, of: bhavin)
        XCTAssertEqual(try statuses(guests, event), ["offered", "offered", "offered"])
        XCTAssertEqual(try find(event).seatsFree, 0)
        XCTAssertEqual(
            try messages(to: guests[0]).last,
            "1 seat of “Meditation” is reserved for you until Sun 10 Jan, 17:30 (Asia/Kolkata)."
                + " Confirm to book.")
    }

    func testAGuestWhoWantsMoreSeatsThanAreFreeKeepsThePlace() throws {
        let (event, booking) = try fullEvent(seats: 3)
        let asha = try register("asha")
        try join(event, asha, seats: 2)
        try join(event, meera)
        try cancel(booking.id, of: bhavin, seats: 1)
        XCTAssertEqual(try statuses([asha, meera], event), ["waiting", "offered"])
        XCTAssertEqual(try entry(asha, event).position, 1)
        try cancel(booking.id, of: bhavin)
        XCTAssertEqual(try statuses([asha, meera], event), ["offered", "offered"])
        XCTAssertEqual(try entry(asha, event).offeredSeats, 2)
    }

    func testAGuestWhoAcceptsFewerSeatsGetsThoseThatAreFree() throws {
        let (event, booking) = try fullEvent(seats: 3)
        let asha = try register("asha")
        try join(event, asha, seats: 3, acceptsFewer: true)
        try cancel(booking.id, of: bhavin, seats: 2)
        let offered = try entry(asha, event)
        XCTAssertEqual(offered.status, .offered)
        XCTAssertEqual([offered.seats, offered.offeredSeats], [3, 2])
    }

    func testAGuestWhoAcceptsFewerSeatsIsOfferedTheLastOnesAtOnce() throws {
        let event = try makeEvent(capacity: 3)
        try book(event, by: bhavin, seats: 2)
        XCTAssertEqual(try join(event, meera, seats: 3, acceptsFewer: true).status, .offered)
    }

    // MARK: - Answers

    func testAnAcceptedOfferIsAConfirmedBooking() throws {
        let (event, booking) = try fullEvent(seats: 1)
        try join(event, meera)
        try cancel(booking.id, of: bhavin)
        let offer = try XCTUnwrap(entry(meera, event).bookingID)
        XCTAssertEqual(try noticeTypes(of: self.booking(offer)), [])
        let confirmed = try confirm(meera, event)
        XCTAssertEqual(confirmed.status, .confirmed)
        XCTAssertTrue(confirmed.isOffer)
        XCTAssertEqual(try entry(meera, event).status, .accepted)
        XCTAssertEqual(try noticeTypes(of: confirmed), ["booking.confirmed"])
        XCTAssertEqual(try timeline(of: confirmed), ["held", "confirmed"])
        XCTAssertNoThrow(try confirm(meera, event), "a second answer has no effect")
        XCTAssertEqual(try noticeTypes(of: confirmed), ["booking.confirmed"])
    }

    func testAFreeOfferHasNothingToPay() throws {
        let (event, booking) = try fullEvent(seats: 1)
        try join(event, meera)
        try cancel(booking.id, of: bhavin)
        let offer = try XCTUnwrap(entry(meera, event).bookingID)
        assertRefusal(.nothingToPay) {
            try perform {
                try $0.startPayment(of: offer, for: meera, at: .sandbox) { _ in [] }
            }
        }
    }

    func testAnOfferWithAPriceIsAcceptedByItsPayment() throws {
        let (event, booking) = try fullEvent(seats: 1, price: price)
        let asha = try register("asha")
        try join(event, asha)
        try cancel(booking.id, of: bhavin)
        let offer = try XCTUnwrap(entry(asha, event).bookingID)
        assertRefusal(.paymentRequired) { try confirm(asha, event) }
        XCTAssertEqual(try self.booking(offer).payment.status, .pending)
        let attempt = try perform {
            try $0.startPayment(of: offer, for: asha, at: .sandbox) { _ in [] }
        }
        XCTAssertEqual(try pay(attempt), .confirmed)
        XCTAssertEqual(try entry(asha, event).status, .accepted)
    }

    func testAnOfferCannotBeAcceptedAfterItsEnd() throws {
        let (event, booking) = try fullEvent(seats: 1)
        try join(event, meera)
        try cancel(booking.id, of: bhavin)
        let end = try XCTUnwrap(entry(meera, event).offerExpiresAt)
        XCTAssertEqual(end, now.adding(seconds: 12 * 3_600))
        XCTAssertEqual(try entry(meera, event, at: end).status, .lapsed)
        assertRefusal(.holdExpired) { try confirm(meera, event, at: end) }
    }

    func testLeavingEndsTheWaitAndKeepsNoPlace() throws {
        let (event, _) = try fullEvent()
        let guests = try queue("asha", "kavya", for: event)
        let left = try perform { try $0.leaveWaitlist(of: event.id, for: guests[0]) }
        XCTAssertEqual(left.status, .left)
        XCTAssertEqual(try entry(guests[1], event).position, 1)
        XCTAssertEqual(try letters(to: guests[0]), ["joined", "left"])
        assertRefusal(.notFound(.waitlistEntry)) {
            try perform { try $0.leaveWaitlist(of: event.id, for: guests[0]) }
        }
        XCTAssertEqual(try join(event, guests[0]).position, 2)
    }

    func testAGuestWhoBooksTheLastSeatsWaitsNoLonger() throws {
        let event = try makeEvent(capacity: 3)
        try book(event, by: bhavin, seats: 2)
        try join(event, meera, seats: 2)
        try book(event, by: meera)
        XCTAssertEqual(try entry(meera, event).status, .left)
        XCTAssertEqual(try find(event).waitlist.waiting, 0)
    }

    func testAnOfferWithoutAPriceIsNoConfirmationUntilItIsAccepted() throws {
        let (event, booking) = try fullEvent(seats: 1)
        try join(event, meera)
        try cancel(booking.id, of: bhavin)
        let offer = try XCTUnwrap(entry(meera, event).bookingID)
        func letters() throws -> Int? {
            try perform { _ = try $0.mails.collect(limit: 100) }
            return try integer("SELECT count(*) FROM mails WHERE booking_id = \(offer)")
        }
        XCTAssertEqual(try letters(), 0)
        try confirm(meera, event)
        XCTAssertEqual(try letters(), 1)
    }

    func testLapsedOffersAreNoUnpaidHoldsOfTheGuest() throws {
        let limits = AccountLimits(
            bookingsPerHour: 9, bookingsPerDay: 9, unpaidHoldsPerDay: 1, unpaidHoldsPerEvent: 1)
        let (event, booking) = try fullEvent(seats: 1, price: price)
        try join(event, meera)
        try cancel(booking.id, of: bhavin)
        let end = try XCTUnwrap(entry(meera, event).offerExpiresAt)
        let held = try perform(at: end) {
            try $0.book(.one, of: event.id, for: meera, limits: limits)
        }
        XCTAssertEqual(held.status, .held)
        let later = try XCTUnwrap(held.holdExpiresAt)
        XCTAssertThrowsError(
            try perform(at: later) {
                _ = try $0.book(.one, of: event.id, for: meera, limits: limits)
            })
    }

    func testALatePaymentThatIsConfirmedEndsTheWait() throws {
        let event = try makeEvent(capacity: 2, price: price)
        let held = try book(event, by: bhavin)
        let attempt = try begin(held)
        let late = try XCTUnwrap(self.booking(held.id).holdExpiresAt)
        try book(event, by: meera, at: late)
        try join(event, bhavin, seats: 2, at: late)
        XCTAssertEqual(try pay(attempt, at: late), .confirmed)
        XCTAssertEqual(try entry(bhavin, event, at: late).status, .left)
    }

    func testAPreviewOfMoreSeatsCountsNoOffersAsBookings() throws {
        let (event, _) = try fullEvent(seats: 1)
        try join(event, meera)
        let preview = try perform { tx in
            try tx.preview { try tx.editEvent(event.id, by: arjun, EventFields(capacity: 2)) }
        }
        XCTAssertEqual(preview.affected, .none)
        XCTAssertEqual(try entry(meera, event).status, .waiting)
    }

    // MARK: - The end of a list

    func testNothingIsOfferedFromTheCutoffOn() throws {
        let (event, booking) = try fullEvent(seats: 1)
        try join(event, meera)
        let cutoff = event.startsAt.adding(seconds: -2 * 3_600)
        try cancel(booking.id, of: bhavin, at: cutoff)
        XCTAssertEqual(try entry(meera, event, at: cutoff).status, .waiting)
        XCTAssertEqual(try find(event, at: cutoff).seatsLeft, 1)
        try runTimer(at: cutoff)
        try runTimer(at: cutoff.adding(seconds: 60))
        XCTAssertEqual(try letters(to: meera), ["joined", "closed"])
        XCTAssertNoThrow(try book(event, by: register("asha"), at: cutoff))
        try runTimer(at: event.startsAt)
        XCTAssertEqual(try entry(meera, event, at: event.startsAt).status, .left)
    }

    func testACancelledEventEndsItsListAndItsOffers() throws {
        let (event, booking) = try fullEvent(seats: 1)
        let guests = try queue("asha", "kavya", for: event)
        try cancel(booking.id, of: bhavin)
        try perform {
            try $0.cancelEvent(event.id, of: arjun.id, reason: GuestReason("The hall is closed"))
        }
        XCTAssertEqual(try statuses(guests, event), ["lapsed", "left"])
        XCTAssertEqual(try letters(to: guests[1]), ["joined", "event_cancelled"])
        XCTAssertEqual(try find(event).waitlist.waiting, 0)
    }

    func testAMoveOfTheEventIsToldToThoseWhoWait() throws {
        let (event, _) = try fullEvent()
        try join(event, meera)
        try perform { try $0.editEvent(event.id, by: arjun, EventFields(location: "Pune")) }
        XCTAssertEqual(try letters(to: meera), ["joined", "event_changed"])
        XCTAssertTrue(try XCTUnwrap(messages(to: meera).last).contains("Pune"))
    }

    func testAClosingIsToldAgainAfterOffersWereMadeAgain() throws {
        let (event, _) = try fullEvent()
        try join(event, meera)
        let cutoff = event.startsAt.adding(seconds: -2 * 3_600)
        try runTimer(at: cutoff)
        try perform(at: cutoff) {
            try $0.editEvent(
                event.id, by: arjun,
                EventFields(
                    startsAt: event.startsAt.adding(seconds: 86_400),
                    endsAt: event.endsAt.adding(seconds: 86_400)))
        }
        try runTimer(at: cutoff.adding(seconds: 86_400))
        XCTAssertEqual(
            try letters(to: meera), ["joined", "closed", "event_changed", "closed"])
    }

    func testAnEventWithWaitingGuestsBecomesNoDraft() throws {
        let event = try makeEvent(capacity: 1)
        try join(event, meera, seats: 2)
        assertRefusal(.eventHasBookings) {
            try perform {
                try $0.editEvent(event.id, by: arjun, EventFields(visibility: "draft"))
            }
        }
    }

    // MARK: - Out of turn

    func testTheFacilitatorOffersFreeSeatsOutOfTurn() throws {
        let event = try makeEvent(capacity: 3)
        try book(event, by: bhavin, seats: 2)
        let asha = try register("asha")
        try join(event, meera, seats: 3)
        try join(event, asha, seats: 2)
        assertRefusal(.eventFull(seatsLeft: 1)) {
            try perform { try $0.offerSeats(of: event.id, to: asha, by: arjun.id) }
        }
        let late = event.startsAt.adding(seconds: -3_600)
        try perform(at: late) { try $0.cancelBooking(BookingID(1), of: bhavin, seats: 1) }
        let offered = try perform(at: late) {
            try $0.offerSeats(of: event.id, to: asha, by: arjun.id)
        }
        XCTAssertEqual(offered.status, .offered)
        XCTAssertEqual(offered.offerExpiresAt, late.adding(seconds: 15 * 60))
        assertRefusal(.notFound(.waitlistEntry)) {
            try perform(at: late) { try $0.offerSeats(of: event.id, to: bhavin, by: arjun.id) }
        }
        try confirm(asha, event, at: late)
    }

    func testSeatsBesideAnOfferOutOfTurnGoToTheFirstGuests() throws {
        let (event, held) = try fullEvent(seats: 2, price: price)
        let asha = try register("asha")
        try join(event, meera)
        try join(event, asha)
        let end = try XCTUnwrap(held.holdExpiresAt)
        try perform(at: end) { try $0.offerSeats(of: event.id, to: asha, by: arjun.id) }
        XCTAssertEqual(try statuses([meera, asha], event, at: end), ["offered", "offered"])
    }

    // MARK: - The reason of every seat

    func testEverySeatOfAnEventIsExplained() throws {
        let refunds = [RefundPolicy.Tier(hoursBefore: 1, percent: 50, percentIfFilled: 100)]
        let event = try makeEvent(capacity: 6, price: price, refunds: refunds)
        let paid = try paid(event)
        let asha = try register("asha")
        let held = try book(event, by: asha, seats: 5)
        try join(event, meera, seats: 2)
        try cancel(held.id, of: asha, seats: 2)
        let kavya = try register("kavya")
        try join(event, kavya, seats: 3)
        try cancel(paid.id, of: bhavin)
        let map = try read { try $0.seatMap(of: event.id, for: arjun.id) }
        XCTAssertEqual([map.confirmed, map.held, map.offered, map.free], [0, 3, 2, 1])
        XCTAssertEqual([map.capacity, map.contingent, map.waiting], [6, 1, 1])
        XCTAssertEqual(
            map.rows.map { "\($0.state) \($0.seats) \($0.guest?.name ?? "-")" },
            [
                "held 3 Asha", "offered 2 Meera", "free 1 -", "contingent 1 Bhavin",
                "waiting 3 Kavya",
            ])
    }
}
