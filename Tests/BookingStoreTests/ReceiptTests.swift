import BookingDomain
import BookingStore
import Foundation
import SQLite
import Timekeeping
import XCTest

/// The documents for money that was taken or given back.
final class ReceiptTests: PaymentTestCase {
    override func tearDown() {
        XCTAssertNoThrow(try assertSound())
        super.tearDown()
    }

    // MARK: - What gets a document

    func testAPaymentHasOneReceiptWithTheCentreAsItIsThatDay() throws {
        try changeCentre {
            $0.name = "Lotus House"
            $0.address = "1 Ghat Road\nRishikesh"
            $0.contact = "hello@example.org"
        }
        let booking = try paid(makeEvent("Silent Day", price: price))
        let receipt = try XCTUnwrap(receipts(of: booking).first)
        try changeCentre { $0.name = "Other House" }
        try perform { try $0.execute("UPDATE events SET title = 'Loud Day'") }
        XCTAssertEqual(try receipts(of: booking), [receipt])
        XCTAssertEqual(receipt.number.text, "2027-000001")
        XCTAssertEqual(receipt.kind, .receipt)
        XCTAssertEqual([receipt.amount, Int64(receipt.line.seats ?? 0)], [price, 1])
        XCTAssertEqual([receipt.currency.code, receipt.method], ["INR", "sandbox"])
        XCTAssertEqual(
            receipt.seller,
            .init(
                name: "Lotus House", address: "1 Ghat Road\nRishikesh",
                contact: "hello@example.org"))
        XCTAssertEqual(receipt.buyer, "Bhavin")
        XCTAssertEqual(receipt.line.description, "Silent Day")
        XCTAssertEqual(receipt.line.event, booking.event.id)
        XCTAssertEqual(receipt.line.startsAt, booking.event.startsAt)
        XCTAssertEqual([receipt.timeZone, receipt.line.timeZone], ["UTC", "Asia/Kolkata"])
        XCTAssertEqual(receipt.issuedAt, now)
    }

    func testAFreeBookingAndAnUnpaidOneHaveNoDocument() throws {
        let free = try book(makeEvent(), by: bhavin)
        let held = try book(makeEvent(price: price), by: bhavin)
        _ = try begin(held)
        XCTAssertEqual(try texts(of: free) + texts(of: held), [])
        XCTAssertEqual(try integer("SELECT count(*) FROM receipt_numbers"), 0)
    }

    func testARefundHasACreditNoteOnceItWentThrough() throws {
        let booking = try paid(event(refunding: 50))
        try perform { try $0.cancelBooking(booking.id, of: bhavin) }
        XCTAssertEqual(try texts(of: booking), ["receipt 1: 5000 Meditation"])
        try apply(remote("re_1", 2_500, .initiated, ours: refund()))
        XCTAssertEqual(try texts(of: booking).count, 1)
        for _ in 1...2 { try apply(remote("re_1", 2_500, .processed, ours: refund())) }
        XCTAssertEqual(
            try texts(of: booking),
            [
                "receipt 1: 5000 Meditation",
                "credit 2 of 1: 2500 Refund (booking cancelled): Meditation",
            ])
    }

    func testAFailedRefundHasNoCreditNote() throws {
        let booking = try paid(event(refunding: 100))
        try perform { try $0.cancelBooking(booking.id, of: bhavin) }
        XCTAssertTrue(try perform { try $0.failRefund(refund(), reason: "no") })
        XCTAssertEqual(try texts(of: booking).count, 1)
    }

    func testARefundThatTheBankReturnsIsDocumentedEachTime() throws {
        let booking = try paid(event(refunding: 100))
        try perform { try $0.cancelBooking(booking.id, of: bhavin) }
        try apply(remote("re_1", price, .processed, ours: refund()))
        try apply(remote("re_1", price, .failed, ours: refund()))
        try assertSound()
        try perform { _ = try $0.retryRefund(refund().id, of: arjun.id) }
        try apply(remote("re_2", price, .processed, ours: refund()))
        XCTAssertEqual(
            try texts(of: booking),
            [
                "receipt 1: 5000 Meditation",
                "credit 2 of 1: 5000 Refund (booking cancelled): Meditation",
                "receipt 3 of 2: 5000 Refund that the bank returned: Meditation",
                "credit 4 of 1: 5000 Refund (booking cancelled): Meditation",
            ])
    }

    func testASecondPaymentIsTakenAndGivenBack() throws {
        let booking = try paid(makeEvent(price: price))
        let attempt = try XCTUnwrap(read { try $0.paymentAttempts.all(of: booking.id).first })
        XCTAssertEqual(try pay(attempt, as: "pay_2"), .paidTwice)
        try apply(remote("re_1", of: "pay_2", price, .processed, ours: refund()))
        XCTAssertEqual(
            try texts(of: booking),
            [
                "receipt 1: 5000 Meditation",
                "receipt 2: 5000 Payment that will be refunded: Meditation",
                "credit 3 of 2: 5000 Refund (paid twice): Meditation",
            ])
    }

    func testALatePaymentIsTakenAndGivenBack() throws {
        let event = try makeEvent(capacity: 1, price: price)
        let held = try book(event, by: bhavin)
        let attempt = try begin(held)
        let late = now.adding(seconds: 1_000)
        try book(event, by: meera, at: late)
        XCTAssertEqual(try pay(attempt, at: late), .paidTooLate)
        try apply(remote("re_1", price, .processed, ours: refund()))
        XCTAssertEqual(
            try texts(of: held),
            [
                "receipt 1: 5000 Meditation",
                "credit 2 of 1: 5000 Refund (paid after the seats were released): Meditation",
            ])
    }

    func testARefundThatIsKnownBeforeItsPaymentFollowsIt() throws {
        let made = try remote("re_1", 2_000, .processed)
        let booking = try paid(makeEvent(price: price), refunds: [made])
        XCTAssertEqual(
            try texts(of: booking),
            ["receipt 1: 5000 Meditation", "credit 2 of 1: 2000 Refund: Meditation"])
    }

    func testMoneyInPersonIsDocumentedPartByPart() throws {
        let event = try makeEvent(price: price)
        let added = try perform { tx in
            try tx.addBooking(
                AddedBooking(name: "Asha", payment: .init(amount: 2_000, method: .cash)),
                to: event.id, of: arjun.id)
        }.booking
        try take(3_000, .transfer, for: added)
        try perform { _ = try $0.cancelBooking(added.id, of: arjun.id, .init(refund: .sum(4_000))) }
        XCTAssertEqual(
            try texts(of: added),
            [
                "receipt 1: 2000 Part payment: Meditation",
                "receipt 2: 3000 Part payment: Meditation",
                "credit 3 of 2: 3000 Refund (booking cancelled): Meditation",
                "credit 4 of 1: 1000 Refund (booking cancelled): Meditation",
            ])
        XCTAssertEqual(
            try receipts(of: added).map(\.method), ["cash", "transfer", "transfer", "cash"])
        XCTAssertEqual(try receipts(of: added).map(\.buyer), Array(repeating: "Asha", count: 4))
    }

    func testMoneyThatIsOwedInPersonHasACreditNoteOnceItIsHandedBack() throws {
        let event = try makeEvent(price: price)
        let added = try perform { tx in
            try tx.addBooking(
                AddedBooking(name: "Asha", payment: .init(amount: price, method: .cash)),
                to: event.id, of: arjun.id)
        }.booking
        try perform { try $0.cancelEvent(event.id, of: arjun.id) }
        XCTAssertEqual(try texts(of: added).count, 1)
        try perform { _ = try $0.recordHandover(of: refund().id, by: arjun.id) }
        XCTAssertEqual(
            try texts(of: added).last,
            "credit 2 of 1: 5000 Refund (event cancelled): Meditation")
    }

    // MARK: - Numbers

    func testRefusedWritesLeaveNoGapAmongConcurrentOnes() async throws {
        let event = try makeEvent(capacity: 400, price: price)
        struct Refused: Error {}
        let (database, facilitator) = (try database, arjun.id)
        await withTaskGroup(of: Void.self) { group in
            for number in 1...230 {
                group.addTask {
                    try? await database.write { tx in
                        _ = try tx.addBooking(
                            AddedBooking(name: "Asha", payment: .init(amount: 1, method: .cash)),
                            to: event.id, of: facilitator)
                        if number.isMultiple(of: 5) { throw Refused() }
                    }
                }
            }
        }
        XCTAssertEqual(try integer("SELECT max(number) FROM receipts"), 184)
        XCTAssertEqual(try integer("SELECT count(*) FROM receipts"), 184)
        XCTAssertEqual(try integer("SELECT last FROM receipt_numbers"), 184)
        XCTAssertEqual(try reservations.all(), [2027: 200])
    }

    func testAPreviewGivesOutNoNumber() throws {
        let event = try makeEvent(price: price)
        let added = try perform { tx in
            try tx.addBooking(AddedBooking(name: "Asha"), to: event.id, of: arjun.id)
        }.booking
        try perform { tx in
            try tx.rolledBack {
                _ = try tx.takePayment(
                    .init(amount: 1, method: .cash), for: added.id, of: arjun.id)
            }
        }
        try take(1, .cash, for: added)
        XCTAssertEqual(try receipts(of: added).map(\.number.text), ["2027-000001"])
    }

    func testTheYearIsThatOfTheCentresClocks() throws {
        try changeCentre { $0.timeZone = "Asia/Kolkata" }
        let event = try makeEvent(price: price, startsInHours: 20_000)
        let newYear = try XCTUnwrap(Timestamp(rfc3339: "2027-12-31T18:30:00Z"))
        for second: Int64 in [-2, -1, 0, 1] {
            try perform(at: newYear.adding(seconds: second)) { tx in
                _ = try tx.addBooking(
                    AddedBooking(name: "Asha", payment: .init(amount: 1, method: .cash)),
                    to: event.id, of: arjun.id)
            }
        }
        XCTAssertEqual(
            try texts("SELECT year || '-' || number FROM receipts ORDER BY id"),
            ["2027-1", "2027-2", "2028-1", "2028-2"])
        XCTAssertEqual(try reservations.all(), [2027: 100, 2028: 100])
    }

    func testReceiptsAreNeitherChangedNorDeletedNorIssuedTwice() throws {
        _ = try paid(makeEvent(price: price))
        let changes: [SQL] = [
            "UPDATE receipts SET number = 7", "UPDATE receipts SET amount = 7",
            "UPDATE receipts SET seller_name = ''", "DELETE FROM receipts",
            """
            INSERT INTO receipts SELECT id + 1, year, number + 1, ledger_id, booking_id, kind,
                refers_to, amount, currency, method, seller_name, seller_address, seller_contact,
                buyer, description, event_id, starts_at, event_time_zone, seats, time_zone, issued_at
            FROM receipts
            """,
        ]
        for change in changes { XCTAssertThrowsError(try execute(change), "\(change)") }
    }

    // MARK: - Restoration

    func testARestoredDatabaseBeginsBehindTheReservedNumbers() throws {
        let first = try paid(makeEvent(price: price))
        let skipped = try perform { try $0.receiptNumbers.skip(through: [2026: 100, 2027: 200]) }
        XCTAssertEqual(
            skipped.map { [$0.first.text, $0.last.text] },
            [["2026-000001", "2026-000100"], ["2027-000002", "2027-000200"]])
        let second = try paid(makeEvent(price: price), payment: "pay_2")
        XCTAssertEqual(
            try (receipts(of: first) + receipts(of: second)).map(\.number.text),
            ["2027-000001", "2027-000201"])
        XCTAssertEqual(try reservations.all(), [2027: 300])
    }

    func testWithoutTheReservationsARestoredDatabaseLeaps() throws {
        _ = try paid(makeEvent(price: price))
        let skipped = try perform { try $0.receiptNumbers.skip(through: nil) }
        XCTAssertEqual(
            skipped.map { [$0.first.text, $0.last.text] }, [["2027-000002", "2027-001001"]])
        let nextYear = try XCTUnwrap(Timestamp(rfc3339: "2028-06-01T00:00:00Z"))
        let again = try perform(at: nextYear) { try $0.receiptNumbers.skip(through: nil) }
        XCTAssertEqual(
            again.map { [$0.first.text, $0.last.text] },
            [["2027-001002", "2027-002001"], ["2028-000001", "2028-001000"]])
    }

    func testNothingIsSkippedIfNoNumberWasGivenOut() throws {
        try perform { try $0.receiptNumbers.completeReservations() }
        let reserved = try reservations.all()
        XCTAssertEqual(reserved, [:])
        XCTAssertEqual(try perform { try $0.receiptNumbers.skip(through: reserved) }, [])
    }

    func testLostReservationsAreWrittenAgain() throws {
        _ = try paid(makeEvent(price: price))
        try FileManager.default.removeItem(atPath: database.path + ".receipts")
        XCTAssertNil(try reservations.all())
        try perform { try $0.receiptNumbers.completeReservations() }
        XCTAssertEqual(try reservations.all(), [2027: 100])
    }

    // MARK: - Names

    func testAnErasedGuestsNameLeavesTheReceiptAndTheSumStays() throws {
        let booking = try paid(makeEvent(price: price))
        try perform { try $0.eraseAccount(of: bhavin, generation: 0) }
        let attempt = try XCTUnwrap(read { try $0.paymentAttempts.all(of: booking.id).first })
        XCTAssertEqual(try pay(attempt, as: "pay_2"), .paidTwice)
        let found = try receipts(of: booking)
        XCTAssertEqual(found.map(\.buyer), [nil, nil])
        XCTAssertEqual(found.map(\.amount), [price, price])
    }

    func testTheNewNameOfAWalkInReplacesTheOldOne() throws {
        let event = try makeEvent(price: price)
        let added = try perform { tx in
            try tx.addBooking(
                AddedBooking(name: "Asha", payment: .init(amount: price, method: .cash)),
                to: event.id, of: arjun.id)
        }.booking
        try perform { _ = try $0.editBooking(added.id, of: arjun.id, .init(name: "Guest")) }
        XCTAssertEqual(try receipts(of: added).map(\.buyer), ["Guest"])
    }

    // MARK: - Helpers

    private var reservations: ReceiptReservations {
        get throws { ReceiptReservations(database: try database.path) }
    }

    private func changeCentre(_ change: (inout CentreFields) -> Void) throws {
        var fields = CentreFields()
        change(&fields)
        try perform { [fields] tx in _ = try tx.centre.change(fields) }
    }

    private func event(refunding percent: Int64) throws -> Event {
        try makeEvent(price: price, refunds: [.init(hoursBefore: 1, percent: percent)])
    }

    private func take(
        _ amount: Int64, _ method: OfflinePayment.Method, for booking: Booking
    ) throws {
        try perform {
            _ = try $0.takePayment(
                .init(amount: amount, method: method), for: booking.id, of: arjun.id)
        }
    }

    private func receipts(of booking: Booking) throws -> [Receipt] {
        try read { try $0.receipts.all(of: booking.id, for: arjun.id) }
    }

    /// Such as `credit 2 of 1: 500 Refund: Meditation`.
    private func texts(of booking: Booking) throws -> [String] {
        try receipts(of: booking).map { receipt in
            "\(receipt.kind) \(receipt.number.place)"
                + (receipt.refersTo.map { " of \($0.place)" } ?? "")
                + ": \(receipt.amount) \(receipt.line.description)"
        }
    }
}
