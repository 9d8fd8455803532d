import BookingDomain
import BookingStore
import SQLite
import Synchronization
import TestSupport
import Timekeeping
import XCTest

/// Changes of events that are rolled back after their effects were counted.
final class EventPreviewTests: PaymentTestCase {
    func testAPreviewReportsWhatTheChangeThenDoes() throws {
        let event = try makeEvent(price: price, refunds: [.init(hoursBefore: 1, percent: 50)])
        let booking = try paid(event)
        try book(event, by: meera, seats: 3)
        let silent = try register("ravi")
        try book(event, by: silent, seats: 2)
        let before = try DatabaseContents(path: database.path)
        let preview = try perform { tx in
            try tx.preview { try tx.cancelEvent(event.id, of: arjun.id) }
        }
        XCTAssertEqual(preview.event.status, .cancelled)
        XCTAssertEqual(preview.event.version, 2)
        XCTAssertEqual(
            preview.affected,
            AffectedBookings(
                bookings: 3, seats: 6, letters: 2, refundCount: 1,
                refunds: [Money(amount: price, currency: event.currency)]))
        XCTAssertEqual(try DatabaseContents(path: database.path), before)
        XCTAssertEqual(try messages(of: booking).count, 1)

        try perform { _ = try $0.mails.collect(limit: 99) }
        let mails = try integer("SELECT count(*) FROM mails") ?? 0
        try perform { _ = try $0.cancelEvent(event.id, of: arjun.id) }
        try perform { _ = try $0.mails.collect(limit: 99) }
        XCTAssertEqual(try integer("SELECT count(*) FROM mails"), mails + 2)
        XCTAssertEqual(try integer("SELECT sum(amount) FROM refunds"), Int(price))
        try assertSound()
    }

    func testAPreviewOfAMoveCountsTheGuestsWhoAreTold() throws {
        let event = try makeEvent()
        try book(event, by: bhavin, seats: 2)
        let gone = try book(event, by: meera)
        try perform { try $0.cancelBooking(gone.id, of: meera) }
        XCTAssertEqual(
            try affected(by: EventFields(location: "Goa"), event),
            AffectedBookings(bookings: 1, seats: 2, letters: 1, refundCount: 0, refunds: []))
        XCTAssertEqual(
            try affected(by: EventFields(title: "Silence", capacity: 30), event),
            AffectedBookings(bookings: 0, seats: 0, letters: 0, refundCount: 0, refunds: []))
        XCTAssertEqual(try find(event).location, "Rishikesh")
        XCTAssertEqual(try find(event).version, 1)
    }

    func testARefusedChangeIsRefusedInAPreviewToo() throws {
        let event = try makeEvent()
        try book(event, by: bhavin, seats: 4)
        assertRefusal(.capacityBelowTaken(taken: 4)) {
            try affected(by: EventFields(capacity: 3), event)
        }
        assertRefusal(.eventHasBookings) {
            try affected(by: EventFields(visibility: "draft"), event)
        }
    }

    func testIDsCachesAndSearchAreAsBeforeAfterAPreview() throws {
        let event = try makeEvent("Meditation", price: price)
        _ = try paid(event)
        let refunds = { try self.integer("SELECT max(id) FROM refunds") }
        for _ in 1...2 {
            _ = try perform { tx in
                try tx.preview { try tx.cancelEvent(event.id, of: arjun.id) }
            }
            _ = try affected(by: EventFields(title: "Silence", price: 1), event)
        }
        XCTAssertNil(try refunds())
        // The cached event still has its old title and price.
        XCTAssertEqual(try book(event, by: meera).amount, price)
        try perform { _ = try $0.cancelEvent(event.id, of: arjun.id) }
        XCTAssertEqual(try refunds(), 1)
        XCTAssertEqual(try Invariants.checkSearch(fileAt: database.path), [])
        try assertSound()
    }

    func testAPreviewWakesNoWorker() throws {
        let event = try makeEvent(price: price)
        _ = try paid(event)
        let woken = Woken()
        try database.onCommit { changes in woken.add(changes) }
        _ = try perform { tx in
            try tx.preview { try tx.cancelEvent(event.id, of: arjun.id) }
        }
        XCTAssertEqual(woken.changes, [])
        try perform { _ = try $0.cancelEvent(event.id, of: arjun.id) }
        XCTAssertTrue(woken.changes.isSuperset(of: [.mail, .refunds]))
    }

    @discardableResult
    private func affected(by fields: EventFields, _ event: Event) throws -> AffectedBookings {
        try perform { tx in
            try tx.preview { try tx.editEvent(event.id, by: arjun, fields) }
        }.affected
    }
}

/// The changes of all commits.
private final class Woken: Sendable {
    private let all = Mutex<Changes>([])

    var changes: Changes { all.withLock { $0 } }

    func add(_ changes: Changes) { all.withLock { $0.formUnion(changes) } }
}
