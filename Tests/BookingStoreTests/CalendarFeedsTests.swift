import BookingDomain
import SQLite
import Timekeeping
import XCTest

@testable import BookingStore

/// The contents of calendars to subscribe to.
final class CalendarFeedsTests: StoreTestCase {
    func testThePublicCalendarHasComingEventsAndThoseOfAMonthAgo() throws {
        for (title, hours) in [("Old", -31 * 24), ("Recent", -24), ("Soon", 24), ("Later", 48)] {
            _ = try makeEvent(title, startsInHours: Int64(hours))
        }
        for visibility in [EventVisibility.unlisted, .draft] {
            let event = try makeEvent("Hidden")
            try perform {
                _ = try $0.editEvent(
                    event.id, by: arjun, EventFields(visibility: visibility.rawValue))
            }
        }
        let cancelled = try makeEvent("Cancelled", startsInHours: 72)
        try perform(at: now.adding(seconds: 60)) {
            _ = try $0.cancelEvent(cancelled.id, of: arjun.id)
        }
        var filter = EventFilter()
        filter.status = .all
        let events = try read { try $0.calendarFeeds.events(filter) }
        XCTAssertEqual(
            events.map(\.event.title), ["Soon", "Later", "Cancelled", "Recent"])
        XCTAssertEqual(events[2].changedAt, now.adding(seconds: 60))
        XCTAssertEqual(events[2].event.version, 2)
        filter.search = "soon"
        XCTAssertEqual(
            try read { try $0.calendarFeeds.events(filter) }.map(\.event.title), ["Soon"])
        filter = EventFilter()
        filter.from = .earliest
        XCTAssertEqual(
            try read { try $0.calendarFeeds.events(filter) }.map(\.event.title),
            ["Soon", "Later", "Recent", "Old"])
        filter.from = now.adding(seconds: 30 * 3_600)
        XCTAssertEqual(
            try read { try $0.calendarFeeds.events(filter) }.map(\.event.title), ["Later"])
        filter.from = now.adding(seconds: -30 * 86_400)
        filter.to = now.adding(seconds: -3_600)
        XCTAssertEqual(
            try read { try $0.calendarFeeds.events(filter) }.map(\.event.title), ["Recent"])
    }

    func testComingEventsAreFirstAndThenTheLatestPastOnesForEachFilter() throws {
        for hours in 0..<1_010 {
            _ = try makeEvent("Past \(hours)", startsInHours: Int64(-2 - hours))
        }
        for (title, hours) in [("Later", 48), ("Soon", 24), ("Running", 0)] {
            _ = try makeEvent(title, startsInHours: Int64(hours))
        }
        try perform { while try $0.searchIndex.updateNext() {} }
        let expected = ["Running", "Soon", "Later"] + (0..<997).map { "Past \($0)" }
        for search in [nil, "sitting", "session", "sitting session"] {
            for from in [now.adding(seconds: -300 * 86_400), .earliest] {
                var filter = EventFilter()
                filter.from = from
                filter.search = search
                let found = try read { try $0.calendarFeeds.events(filter) }
                XCTAssertEqual(found.map(\.event.title), expected, search ?? "all")
            }
        }
        let own = try read { try $0.calendarFeeds.events(of: arjun.id) }
        XCTAssertEqual(own.map(\.event.title), expected)
        // Drafts take no room.
        try execute("UPDATE events SET visibility = 'draft' WHERE id > 5 AND title LIKE 'Past %'")
        let published = try read { try $0.calendarFeeds.events(of: arjun.id) }
        XCTAssertEqual(
            published.map(\.event.title),
            ["Running", "Soon", "Later"] + (0..<5).map { "Past \($0)" })
    }

    func testTheVersionOfEventsRisesWithEachChangeAndNotWithBookings() throws {
        var latest = try read { try $0.metadata.eventsVersion() }
        func check(rises: Bool = true, line: UInt = #line) throws {
            let version = try read { try $0.metadata.eventsVersion() }
            XCTAssertEqual(version > latest, rises, line: line)
            latest = version
        }
        let event = try makeEvent()
        try check()
        let booking = try book(event, by: bhavin)
        try perform { _ = try $0.cancelBooking(booking.id, of: bhavin) }
        try check(rises: false)
        try perform { _ = try $0.editEvent(event.id, by: arjun, EventFields(title: "Yoga")) }
        try check()
        // The words of a search are found in the name too.
        try perform { try $0.facilitators.save(Facilitator(id: arjun.id, name: "Arjun P.")) }
        try check()
        try perform { _ = try $0.cancelEvent(event.id, of: arjun.id) }
        try check()
    }

    func testAFacilitatorsCalendarHasUnlistedEventsAndNoDrafts() throws {
        let other = Facilitator(id: FacilitatorID(3), name: "Kavya Reddy")
        _ = try makeEvent("Public", startsInHours: 24)
        for visibility in [EventVisibility.unlisted, .draft] {
            let event = try makeEvent(visibility.rawValue, startsInHours: 48)
            try perform {
                _ = try $0.editEvent(
                    event.id, by: arjun, EventFields(visibility: visibility.rawValue))
            }
        }
        _ = try makeEvent("Old", startsInHours: -91 * 24)
        _ = try makeEvent("Past", startsInHours: -89 * 24)
        XCTAssertEqual(
            try read { try $0.calendarFeeds.events(of: arjun.id) }.map(\.event.title),
            ["Public", "unlisted", "Past"])
        XCTAssertEqual(try read { try $0.calendarFeeds.events(of: other.id) }, [])
    }

    func testACalendarHasAThousandEntriesAtMost() throws {
        let event = try makeEvent("Yoga", startsInHours: -24)
        _ = try makeEvent("Late", startsInHours: 24 * 300)
        for _ in 0..<1_010 { _ = try makeEvent("Yoga", startsInHours: 24) }
        let events = try read { try $0.calendarFeeds.events(of: arjun.id) }
        XCTAssertEqual(events.count, 1_000)
        XCTAssertFalse(events.contains { $0.event.id == event.id || $0.event.title == "Late" })
    }

    func testAGuestsCalendarHasTheBookingsThatWereConfirmed() throws {
        let free = try makeEvent("Free")
        let cancelled = try makeEvent("Cancelled", startsInHours: 48)
        let priced = try makeEvent("Held", price: 100)
        let others = try makeEvent("Other")
        try book(free, by: bhavin)
        let booking = try book(cancelled, by: bhavin)
        try perform(at: now.adding(seconds: 60)) {
            _ = try $0.cancelBooking(booking.id, of: bhavin)
        }
        try book(priced, by: bhavin)
        try book(others, by: meera)
        let found = try read(at: now.adding(seconds: 61)) {
            try $0.calendarFeeds.bookings(of: bhavin)
        }
        XCTAssertEqual(found.map(\.booking.event.title), ["Cancelled", "Free"])
        XCTAssertEqual(found.map(\.booking.status), [.cancelled, .confirmed])
        XCTAssertEqual(found.map(\.sequence), [1, 0])
        XCTAssertEqual(found.map(\.changedAt), [now.adding(seconds: 60), now])
        XCTAssertEqual(
            try read(at: now.adding(seconds: 101 * 86_400)) {
                try $0.calendarFeeds.bookings(of: bhavin)
            }, [])
    }

    func testTheSequenceIsThatOfTheLettersAndRisesWithoutThem() throws {
        let kabir = try register("kabir")
        for guest in [bhavin, kabir] {
            let event = try makeEvent()
            let booking = try book(event, by: guest)
            var latest = -1
            func check(_ line: UInt = #line) throws {
                let found = try XCTUnwrap(
                    read { try $0.calendarFeeds.bookings(of: guest) }.first, line: line)
                XCTAssertGreaterThan(found.sequence, latest, line: line)
                latest = found.sequence
                try perform { try $0.mails.collect(limit: 99) }
                let (file, feed, letter) = try read { tx in
                    (
                        try tx.mails.calendarSequence(of: found.booking),
                        try tx.calendarFeeds.bookings(of: guest).first?.sequence,
                        try tx.mails.due(limit: 99).filter { $0.booking.id == booking.id }
                            .map(\.sequence).max()
                    )
                }
                XCTAssertEqual(file, latest, line: line)
                XCTAssertEqual(feed, latest, line: line)
                XCTAssertEqual(letter, guest == kabir ? nil : latest, line: line)
            }
            try check()
            try perform {
                _ = try $0.editEvent(
                    event.id, by: arjun,
                    EventFields(
                        startsAt: event.startsAt.adding(seconds: 3_600),
                        endsAt: event.endsAt.adding(seconds: 3_600)))
            }
            try check()
            let target = try makeEvent()
            try perform { _ = try $0.moveBooking(booking.id, of: arjun.id, to: target.id) }
            try check()
            try perform { _ = try $0.cancelBooking(booking.id, of: guest) }
            try check()
        }
    }
}
