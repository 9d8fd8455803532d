import BookingDomain
import BookingStore
import SQLite
import Timekeeping
import XCTest

final class ListTests: StoreTestCase {
    func testTheListContainsCurrentScheduledEventsByStart() throws {
        let later = try makeEvent("Later", startsInHours: 5)
        let running = try makeEvent("Running", startsInHours: 0)
        _ = try makeEvent("Over", startsInHours: -1)
        let cancelled = try makeEvent("Cancelled", startsInHours: 3)
        try perform { try $0.cancelEvent(cancelled.id, of: arjun.id) }
        XCTAssertEqual(try titles { _ in }, [running.title, later.title])
        XCTAssertEqual(try titles { $0.status = .cancelled }, ["Cancelled"])
        XCTAssertEqual(try titles { $0.status = .all }, ["Running", "Cancelled", "Later"])
        XCTAssertEqual(try titles { $0.from = .earliest }, ["Over", "Running", "Later"])
        XCTAssertEqual(try titles { $0.to = later.startsAt }, ["Running"])
        XCTAssertEqual(try titles { $0.from = running.endsAt }, ["Later"])
        XCTAssertEqual(try titles { $0.kind = .retreat }, [])
        XCTAssertEqual(try titles { $0.facilitator = FacilitatorID(3) }, [])
        XCTAssertEqual(
            try titles(.all(of: arjun.id)), ["Over", "Running", "Cancelled", "Later"])
    }

    func testPagesContinueBetweenEventsWithEqualStarts() throws {
        for number in 1...7 { _ = try makeEvent("Event \(number)", startsInHours: 10) }
        let pages = try allPages(limit: 3) { request in
            try self.database.read {
                try $0.events.page(EventFilter(), request)
            }
        }
        XCTAssertEqual(pages.map(\.items.count), [3, 3, 1])
        XCTAssertEqual(
            pages.flatMap { $0.items.map(\.title) }, (1...7).map { "Event \($0)" })
    }

    func testAnExactlyFullLastPageHasNoNext() throws {
        for number in 1...4 { _ = try makeEvent("Event \(number)") }
        let pages = try allPages(limit: 2) { request in
            try self.database.read {
                try $0.events.page(EventFilter(), request)
            }
        }
        XCTAssertEqual(pages.map(\.items.count), [2, 2])
    }

    func testBookingsOfAGuestAreListedNewestFirstWithTheirEvents() throws {
        let bookings = try (1...5).map { try book(makeEvent("Event \($0)"), by: bhavin) }
        try book(makeEvent("Other"), by: meera)
        let pages = try allPages(limit: 2) { request in
            try self.database.read {
                try $0.bookings.timedPage(of: self.bhavin, request).page
            }
        }
        XCTAssertEqual(pages.flatMap(\.items), bookings.reversed())
    }

    func testBookingsOfOneEventAreListedAlone() throws {
        let event = try makeEvent("Event")
        let first = try book(event, by: bhavin)
        try perform { try $0.cancelBooking(first.id, of: bhavin) }
        let second = try book(event, by: bhavin)
        try book(makeEvent("Other"), by: bhavin)
        try book(event, by: meera)
        let found = try database.read {
            try $0.bookings.timedPage(of: self.bhavin, event: event.id, PageRequest()).page
        }
        XCTAssertEqual(found.items.map(\.id), [second.id, first.id])
    }

    func testAMessageIsMarkedReadOnceAndOnlyByItsGuest() throws {
        let booking = try book(makeEvent(), by: bhavin)
        try perform { try $0.cancelBooking(booking.id, of: bhavin) }
        let inbox = try inbox()
        let message = try XCTUnwrap(inbox.page.items.first)
        assertRefusal(.notFound(.notification)) { try markRead(message.id, by: meera, at: now) }
        XCTAssertEqual(try markRead(message.id, by: bhavin, at: now).readAt, now)
        let again = now.adding(seconds: 9)
        XCTAssertEqual(try markRead(message.id, by: bhavin, at: again).readAt, now)
        XCTAssertEqual(try self.inbox().unread, 0)
    }

    func testInvalidCursorsAreRefused() {
        let cursor = PageCursor(position: 1_799_539_200, id: 7)
        XCTAssertEqual(PageCursor(cursor.text), cursor)
        for text in [
            "", "-", "1", "1-", "-1", "+1-2", "1-+2", "1-2-3", " 1-2", "1-2\n", "１-２", "a-b",
            "99999999999999999999-1", "9223372036854775808-1",
        ] {
            XCTAssertNil(PageCursor(text), text)
        }
    }

    private func titles(_ edit: (inout EventFilter) -> Void) throws -> [String] {
        var filter = EventFilter()
        edit(&filter)
        return try titles(filter)
    }

    private func titles(_ filter: EventFilter) throws -> [String] {
        try database.read { try $0.events.page(filter, PageRequest()) }
            .items.map(\.title)
    }

    private func allPages<Item>(
        limit: Int, _ page: (PageRequest) throws -> Page<Item>
    ) throws -> [Page<Item>] {
        var pages = [try page(PageRequest(limit: limit))]
        while let next = pages.last?.next, pages.count < 100 {
            pages.append(try page(PageRequest(limit: limit, after: next)))
        }
        return pages
    }

    private func inbox() throws -> NotificationInbox {
        try database.read { try $0.notifications.inbox(of: bhavin, PageRequest()) }
    }

    private func markRead(
        _ id: NotificationID, by user: UserID, at moment: Timestamp
    ) throws -> InAppNotification {
        try perform(at: moment) { try $0.notifications.markRead(id, of: user) }
    }
}
