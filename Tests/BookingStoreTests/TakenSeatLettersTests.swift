import BookingDomain
import BookingStore
import SQLite
import Timekeeping
import XCTest

/// Letters, in-app messages and sums that speak of offers, and of refunds of seats that are taken
/// again.
final class TakenSeatLettersTests: WaitlistTestCase {
    private let tiers = [RefundPolicy.Tier(hoursBefore: 24, percent: 50, percentIfFilled: 100)]

    /// Collects the letters and marks those as sent that are due.
    private func letters() throws -> [DueMail] {
        try perform { try $0.mails.collect(limit: 100) }
        let due = try read { try $0.mails.due(limit: 100) }
        for mail in due {
            try perform { _ = try $0.mails.claim(mail) }
            try perform { try $0.mails.markSent(mail) }
        }
        return due
    }

    private func facilitatorLetters() throws -> [String] {
        let mails = try read { try $0.facilitatorMails.due(limit: 100) }
        return mails.flatMap(\.lines).map { line in
            "\(line.guest) \(line.isCancellation ? "cancelled" : "booked")"
        }
    }

    private func bookAndPay(_ event: Event, _ user: UserID, seats: Int = 1) throws -> BookingID {
        let held = try book(event, by: user, seats: seats)
        let attempt = try perform {
            try $0.startPayment(of: held.id, for: user, at: .sandbox) { _ in [] }
        }
        XCTAssertEqual(
            try pay(attempt, as: "pay_\(held.id)", amount: held.amount), .confirmed)
        return held.id
    }

    private func report(on event: Event, at moment: Timestamp? = nil) throws -> MoneyReport.Sum {
        let report = try read(at: moment) { try $0.moneyReport(on: event.id, of: arjun.id) }
        return try XCTUnwrap(report.sums.first)
    }

    func testADeclinedOfferSaysSo() throws {
        let (event, booking) = try fullEvent()
        try join(event, meera, seats: 2)
        try cancel(booking.id, of: bhavin)
        _ = try letters()
        let declined = try perform { try $0.leaveWaitlist(of: event.id, for: meera) }
        XCTAssertEqual(declined.status, .declined)
        let message = try XCTUnwrap(messages(to: meera).last)
        XCTAssertTrue(
            message.hasPrefix("You have declined the offer of 2 seats of “Meditation” ("), message)
        let letter = try XCTUnwrap(letters().first)
        XCTAssertEqual(letter.change, .cancelled)
        XCTAssertTrue(letter.booking.isUnacceptedOffer)
    }

    func testAnOfferThatTheFacilitatorCancelsIsWithdrawn() throws {
        let (event, booking) = try fullEvent()
        try join(event, meera)
        try cancel(booking.id, of: bhavin)
        let offer = try XCTUnwrap(entry(meera, event).bookingID)
        try perform { try $0.cancelBooking(offer, of: arjun.id, .init(reason: "Sorry.")) }
        let message = try XCTUnwrap(messages(to: meera).last)
        XCTAssertTrue(
            message.hasPrefix("The facilitator has withdrawn the offer of 1 seat of"), message)
        XCTAssertTrue(message.hasSuffix("Reason: “Sorry.”"), message)
    }

    func testACancellationNamesBothSums() throws {
        let event = try makeEvent(price: price, refunds: tiers)
        let booking = try bookAndPay(event, bhavin, seats: 3)
        _ = try letters()
        // Both within one second.
        try cancel(booking, of: bhavin, seats: 1)
        try cancel(booking, of: bhavin)
        let mails = try letters()
        XCTAssertEqual(mails.map(\.change), [.seatsGivenUp, .cancelled])
        XCTAssertEqual(mails.map(\.refund?.amount), [2_500, 5_000])
        XCTAssertEqual(mails.map(\.contingent?.amount), [2_500, 5_000])
        let messages = try messages(to: bhavin).suffix(2)
        XCTAssertTrue(
            messages.first?.hasSuffix(
                " You still have 2 seats. ₹25 will be refunded. ₹25 more goes back if your place is"
                    + " taken again before the event starts.") == true, "\(messages)")
        XCTAssertTrue(
            messages.last?.hasSuffix(
                " ₹50 will be refunded. ₹50 more goes back if your places are taken again before the"
                    + " event starts, a part for each.") == true, "\(messages)")
    }

    func testACancellationWithNothingAtOnceNamesTheLaterSum() throws {
        let event = try makeEvent(
            price: price,
            refunds: [.init(hoursBefore: 24, percent: 0, percentIfFilled: 100)])
        let booking = try bookAndPay(event, bhavin)
        _ = try letters()
        try perform { try $0.cancelBooking(booking, of: arjun.id, .init()) }
        let mail = try XCTUnwrap(letters().first)
        XCTAssertNil(mail.refund)
        XCTAssertEqual(mail.contingent?.amount, 5_000)
        let message = try XCTUnwrap(messages(to: bhavin).last)
        XCTAssertTrue(
            message.hasSuffix(
                " No money goes back now. ₹50 goes back if your place is taken again before the"
                    + " event starts."), message)
    }

    func testASeatThatIsTakenAgainHasALetterWithItsSum() throws {
        let event = try makeEvent(capacity: 2, price: price, refunds: tiers)
        let booking = try bookAndPay(event, bhavin, seats: 2)
        try cancel(booking, of: bhavin)
        _ = try letters()
        _ = try bookAndPay(event, meera)
        let mails = try letters().filter { $0.address == "bhavin@example.com" }
        XCTAssertEqual(mails.map(\.change), [.seatFilled])
        XCTAssertEqual(mails.map(\.refund?.amount), [2_500])
        XCTAssertEqual(mails.first?.booking.contingentRefund?.open, 2_500)
        XCTAssertNil(mails.first?.contingent)
    }

    func testASeatThatIsTakenAgainWithoutARefundNamesNoSum() throws {
        let event = try makeEvent(capacity: 1, price: price, refunds: tiers)
        let booking = try bookAndPay(event, bhavin)
        try cancel(booking, of: bhavin)
        // The rest goes back in another way.
        try apply(remote("re_other", of: "pay_\(booking)", 5_000, .processed))
        _ = try letters()
        _ = try bookAndPay(event, meera)
        let mail = try XCTUnwrap(letters().first { $0.change == .seatFilled })
        XCTAssertNil(mail.refund)
    }

    func testAnOfferIsAnnouncedToTheFacilitatorOnceItIsAccepted() throws {
        let (event, booking) = try fullEvent()
        let contact = FacilitatorContact(
            email: "arjun@example.org", replyTo: nil, letters: .each)
        try perform { try $0.facilitators.save(contact, of: arjun.id) }
        let chaya = try register("chaya", email: "chaya@example.com")
        for user in [meera, chaya] { try join(event, user) }
        try cancel(booking.id, of: bhavin)
        _ = try letters()
        XCTAssertEqual(try facilitatorLetters(), ["Bhavin booked", "Bhavin cancelled"])
        _ = try perform { try $0.leaveWaitlist(of: event.id, for: chaya) }
        try confirm(meera, event)
        _ = try letters()
        XCTAssertEqual(
            try facilitatorLetters(), ["Bhavin booked", "Bhavin cancelled", "Meera booked"])
    }

    func testTheMoneyReportNamesWhatIsOpen() throws {
        let event = try makeEvent(capacity: 3, price: price, refunds: tiers)
        let booking = try bookAndPay(event, bhavin, seats: 2)
        let cash = try perform {
            try $0.addBooking(
                AddedBooking(
                    name: "Ravi", payment: .init(amount: price, method: .cash)), to: event.id,
                of: arjun.id)
        }.booking
        XCTAssertEqual(try report(on: event).contingent, 0)
        try cancel(booking, of: bhavin, seats: 1)
        try perform { try $0.cancelBooking(cash.id, of: arjun.id, .init()) }
        let open = try report(on: event)
        XCTAssertEqual(open.contingent, 5_000)
        XCTAssertEqual(open.contingentOffline, 2_500)
        XCTAssertEqual(open.returnable, 5_000, "the price of the seat that is left")
        _ = try bookAndPay(event, meera)
        let released = try report(on: event)
        XCTAssertEqual(
            [released.contingent, released.contingentOffline], [2_500, 2_500],
            "the first one has gone back")
        XCTAssertEqual(released.returnable, 10_000)
        XCTAssertEqual(try report(on: event, at: event.startsAt).contingent, 0)
        try perform { try $0.cancelEvent(event.id, of: arjun.id) }
        let over = try report(on: event)
        XCTAssertEqual([over.contingent, over.contingentOffline, over.returnable], [0, 0, 0])
        XCTAssertEqual(
            over.refundsInitiated + over.refunded, over.received - 2_500,
            "all but the rest for the seat that was not taken again")
    }
}
