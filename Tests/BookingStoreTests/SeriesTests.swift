import BookingDomain
import BookingStore
import JSONCoding
import SQLite
import Timekeeping
import XCTest

/// Series of events: their dates, edits from one event on, and the fields that an event has for itself.
final class SeriesTests: PaymentTestCase {
    override func tearDown() {
        XCTAssertNoThrow(try assertSound())
        super.tearDown()
    }

    func testEveryDateIsAnEventAtTheSameLocalTime() throws {
        let series = try makeSeries()
        XCTAssertEqual(series.events.count, 24)
        XCTAssertEqual(series.series.events.total, 24)
        XCTAssertEqual(Set(series.events.map(\.seriesID)), [series.series.id])
        XCTAssertEqual(Set(series.events.map { local($0).suffix(5) }), ["18:00"])
        XCTAssertEqual(local(series.events[0]), "2027-02-16T18:00")
        XCTAssertEqual(local(series.events[23]), "2027-05-06T18:00")
        // The clocks change on 28 March.
        XCTAssertEqual(series.events[11].startsAt.rfc3339, "2027-03-25T17:00:00Z")
        XCTAssertEqual(series.events[12].startsAt.rfc3339, "2027-03-30T16:00:00Z")
        XCTAssertEqual(Set(series.events.map { $0.endsAt.seconds(since: $0.startsAt) }), [5_400])
    }

    func testExceptionsCountTowardsTheDates() throws {
        let series = try makeSeries(except: ["2027-02-18", "2027-12-26"])
        XCTAssertEqual(series.events.count, 23)
        XCTAssertEqual(local(series.events[1]), "2027-02-23T18:00")
        XCTAssertEqual(local(series.events[22]), "2027-05-06T18:00")
    }

    func testAnEditChangesOneEventAndThoseAfterIt() throws {
        let series = try makeSeries()
        let before = try database.read { try $0.events.all(of: series.series.id) }
        let change = try edit(series, from: 18, EventFields(title: "Yin"), time: "19:15")
        XCTAssertEqual(change.events.map(\.id), series.events[18...].map(\.id))
        XCTAssertEqual(Set(change.events.map(\.title)), ["Yin"])
        XCTAssertEqual(Set(change.events.map { local($0).suffix(5) }), ["19:15"])
        XCTAssertEqual(
            change.events.map { local($0).prefix(10) },
            series.events[18...].map { local($0).prefix(10) })
        XCTAssertEqual(Set(change.events.map(\.version)), [2])
        XCTAssertEqual(change.series.version, 2)
        XCTAssertEqual(change.series.content.title, "Yin")
        XCTAssertEqual(change.series.pattern.startsOn.text, "2027-02-16T19:15")
        let after = try database.read { try $0.events.all(of: series.series.id) }
        XCTAssertEqual(Array(before[..<18]), Array(after[..<18]))
        let same = try edit(series, from: 18, EventFields(title: "Yin"), time: "19:15")
        XCTAssertEqual(same.events, [])
        XCTAssertEqual(same.series.version, 2)
    }

    func testAFieldThatWasEditedOnOneEventStaysItsOwn() throws {
        let series = try makeSeries()
        let moved = series.events[3].startsAt.adding(seconds: 86_400)
        try editSingle(
            series.events[3],
            EventFields(startsAt: moved, endsAt: moved.adding(seconds: 5_400)))
        try editSingle(series.events[4], EventFields(capacity: 30))
        try editSingle(
            series.events[5], EventFields(endsAt: series.events[5].endsAt.adding(seconds: 600)))
        try editSingle(series.events[6], EventFields(price: 900))
        let fields = EventFields(
            title: "Yin", timeZone: "Europe/London", capacity: 12, price: 500, currency: "INR")
        let change = try edit(series, from: 0, fields, time: "07:00", minutes: 60)
        XCTAssertEqual(change.events.count, 24)
        XCTAssertEqual(Set(change.events.map(\.title)), ["Yin"])
        let events = change.events.sorted { $0.id < $1.id }
        XCTAssertEqual(events[3].startsAt, moved)
        XCTAssertEqual(events[3].timeZone, "Europe/Berlin")
        XCTAssertEqual(events[3].endsAt, moved.adding(seconds: 3_600))
        XCTAssertEqual(events[4].capacity, 30)
        XCTAssertEqual(events[5].endsAt.seconds(since: events[5].startsAt), 6_000)
        XCTAssertEqual([events[6].price, events[7].price], [900, 500])
        XCTAssertEqual(events[7].endsAt.seconds(since: events[7].startsAt), 3_600)
        XCTAssertEqual(events[7].capacity, 12)
        let london = try XCTUnwrap(TimeZoneName("Europe/London"))
        XCTAssertEqual(LocalDateTime(events[7].startsAt, in: london).hour, 7)
    }

    func testEventsThatHaveBegunOrAreCancelledArePassedOver() throws {
        let series = try makeSeries()
        try perform { _ = try $0.cancelEvent(series.events[2].id, of: arjun.id) }
        let moment = series.events[1].startsAt
        let renamed = try perform(at: moment) { tx in
            try tx.editSeries(
                series.series.id, from: series.events[0].id, by: arjun,
                SeriesEdit(EventFields(title: "Yin")))
        }
        XCTAssertEqual(renamed.events.map(\.id), series.events[3...].map(\.id))
        let cancelled = try perform(at: moment) { tx in
            try tx.cancelSeries(series.series.id, from: series.events[0].id, of: arjun.id)
        }
        XCTAssertEqual(cancelled.events.map(\.id), series.events[3...].map(\.id))
        XCTAssertEqual(cancelled.series.events.upcoming, 0)
        XCTAssertEqual(try find(series.events[1], at: moment).status, .scheduled)
        let again = try perform(at: moment) { tx in
            try tx.cancelSeries(series.series.id, from: series.events[0].id, of: arjun.id)
        }
        XCTAssertEqual(again.events, [])
        XCTAssertEqual(again.series.version, cancelled.series.version)
    }

    func testASeriesChangesAsAWholeOrNotAtAll() throws {
        let series = try makeSeries(capacity: 3)
        try book(series.events[9], by: bhavin, seats: 2)
        assertRefusal(.capacityBelowTaken(taken: 2)) {
            try edit(series, from: 0, EventFields(title: "Yin", capacity: 1))
        }
        XCTAssertEqual(try find(series.events[0]).title, "Yoga")
        assertRefusal(.eventHasBookings) {
            try edit(series, from: 0, EventFields(visibility: "draft"))
        }
        assertRefusal(.versionStale(.series, current: 1)) {
            try perform { tx in
                try tx.editSeries(
                    series.series.id, from: series.events[0].id, by: arjun,
                    SeriesEdit(EventFields(title: "Yin")), expectedVersions: [2])
            }
        }
        let single = try makeEvent()
        assertRefusal(.notFound(.event)) {
            try perform { tx in
                try tx.cancelSeries(series.series.id, from: single.id, of: arjun.id)
            }
        }
        assertRefusal(.notFound(.series)) {
            try perform { tx in
                try tx.cancelSeries(
                    series.series.id, from: series.events[0].id, of: FacilitatorID(3))
            }
        }
    }

    func testAddedDatesHaveTheFieldsOfTheNextEvents() throws {
        let series = try makeSeries()
        _ = try edit(series, from: 20, EventFields(title: "Yin", capacity: 9), minutes: 45)
        let change = try extend(series, by: ["2027-06-08T19:30", "2027-06-01T18:00"])
        XCTAssertEqual(change.events.map(local), ["2027-06-01T18:00", "2027-06-08T19:30"])
        XCTAssertEqual(Set(change.events.map(\.title)), ["Yin"])
        XCTAssertEqual(Set(change.events.map(\.capacity)), [9])
        XCTAssertEqual(change.events[1].endsAt.seconds(since: change.events[1].startsAt), 2_700)
        XCTAssertEqual(change.series.events.total, 26)
        XCTAssertEqual(change.series.version, 3)
        for (dates, field) in [
            (["2027-06-01T18:00"], "dates[0]"), (["2027-01-01T18:00"], "dates[0]"),
            (["2027-07-01T18:00", "2027-07-01T18:00"], "dates[1]"),
            (["2040-01-01T18:00"], "dates[0]"),
            (["tomorrow"], "dates[0]"),
        ] {
            XCTAssertThrowsError(try extend(series, by: dates), "\(dates)") { error in
                XCTAssertEqual(
                    (error as? InvalidFields)?.errors.map(\.field), [field], "\(dates)")
            }
        }
    }

    func testClashesAreTheFacilitatorsScheduledEventsAtTheSameTime() throws {
        let series = try makeSeries()
        let cancelled = try makeSeries()
        try perform { tx in
            _ = try tx.cancelSeries(
                cancelled.series.id, from: cancelled.events[0].id, of: arjun.id)
        }
        let dates = try database.read { tx in
            try tx.previewDates(of: draft(startsOn: "2027-02-16T19:29"), by: arjun.id)
        }
        XCTAssertEqual(dates.map(\.clashes), series.events.map { [$0.id] })
        let later = try database.read { tx in
            try tx.previewDates(of: draft(startsOn: "2027-02-16T19:30"), by: arjun.id)
        }
        XCTAssertEqual(Set(later.map(\.clashes)), [[]])
        XCTAssertEqual(later[0].local.text, "2027-02-16T19:30")
    }

    func testAPreviewCountsWhatTheChangeThenDoes() throws {
        let series = try makeSeries(price: price)
        let booked = try paid(series.events[20])
        try book(series.events[21], by: meera)
        let (planned, affected) = try perform { tx in
            try tx.previewEffects {
                try tx.cancelSeries(
                    series.series.id, from: series.events[18].id, of: arjun.id
                ).events
            }
        }
        XCTAssertEqual(planned.map(\.status), Array(repeating: .cancelled, count: 6))
        XCTAssertEqual([affected.bookings, affected.seats, affected.letters], [2, 2, 2])
        XCTAssertEqual(affected.refunds.map(\.amount), [price])
        XCTAssertEqual(try booking(booked.id).status, .confirmed)
        try perform { tx in
            _ = try tx.cancelSeries(
                series.series.id, from: series.events[18].id, of: arjun.id)
        }
        XCTAssertEqual(try booking(booked.id).status, .cancelled)
        XCTAssertEqual(try refund().amount, price)
        XCTAssertEqual(try messages(of: booked).count, 2)
    }

    func testTheSearchIndexFollowsASeries() throws {
        let series = try makeSeries()
        XCTAssertEqual(try found("yoga"), 0)
        try assertSound()
        try perform { while try $0.indexEvents() {} }
        XCTAssertEqual(try found("yoga"), 24)
        _ = try edit(series, from: 4, EventFields(title: "Yin"), time: "19:00")
        try assertSound()
        try editSingle(series.events[7], EventFields(title: "Silence"))
        XCTAssertEqual([try found("yoga"), try found("silence")], [4, 1])
        _ = try edit(series, from: 20, EventFields(location: "Mitte"))
        try perform { while try $0.indexEvents() {} }
        XCTAssertEqual([try found("yoga"), try found("yin"), try found("mitte")], [4, 19, 4])
        XCTAssertEqual(try integer("SELECT count(*) FROM events_to_index"), 0)
        XCTAssertEqual(try Invariants.checkSearch(fileAt: database.path), [])
    }

    private func found(_ word: String) throws -> Int {
        var filter = EventFilter()
        filter.search = word
        return try database.read { tx in
            try tx.events.page(filter, PageRequest(limit: 100)).items.count
        }
    }

    // MARK: - Steps

    private func draft(
        startsOn: String = "2027-02-16T18:00", except: [String] = [], capacity: Int64 = 20,
        price: Int64 = 0
    ) throws -> SeriesDraft {
        let event = EventFields(
            title: "Yoga", timeZone: "Europe/Berlin", capacity: capacity, price: price,
            currency: "INR")
        return try SeriesDraft(
            SeriesFields(
                event: event, rule: "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=24", exceptions: except,
                startsOn: startsOn, durationMinutes: 90),
            at: now)
    }

    private func makeSeries(
        except: [String] = [], capacity: Int64 = 20, price: Int64 = 0
    ) throws -> SeriesWithEvents {
        let draft = try draft(except: except, capacity: capacity, price: price)
        return try perform { try $0.createSeries(draft, by: arjun) }
    }

    private func edit(
        _ series: SeriesWithEvents, from index: Int, _ fields: EventFields, time: String? = nil,
        minutes: Int64? = nil
    ) throws -> SeriesWithEvents {
        let edit = try SeriesEdit(fields, time: time, durationMinutes: minutes)
        return try perform { tx in
            try tx.editSeries(series.series.id, from: series.events[index].id, by: arjun, edit)
        }
    }

    private func editSingle(_ event: Event, _ fields: EventFields) throws {
        try perform { _ = try $0.editEvent(event.id, by: arjun, fields) }
    }

    private func extend(_ series: SeriesWithEvents, by dates: [String]) throws -> SeriesWithEvents {
        try perform { try $0.extendSeries(series.series.id, of: arjun.id, by: dates) }
    }

    private func local(_ event: Event) -> String {
        LocalDateTime(event.startsAt, in: TimeZoneName(event.timeZone) ?? .utc).text
    }
}
