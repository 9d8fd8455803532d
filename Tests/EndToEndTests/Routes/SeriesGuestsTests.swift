import BookingDomain
import BookingStore
import HTTPClient
import JSONCoding
import SQLite
import TestSupport
import XCTest

/// Changes of series reach each guest whom they concern once.
final class SeriesGuestsTests: SystemTestCase {
    private func path(_ series: Int, from event: Int, isDryRun: Bool = false) -> String {
        "/api/facilitator/2/series/\(series)?from=\(event)\(isDryRun ? "&dry_run=1" : "")"
    }

    /// The titles of the letters to a guest's address, after `count` of them are there.
    private func letters(to guest: String, count: Int) async throws -> [String] {
        let subjects = { [system] in
            try XCTUnwrap(system).mails().filter { $0.contains("<\(guest)@example.org>") }
                .compactMap { mail in
                    mail.split(separator: "\r\n").first { $0.hasPrefix("Subject: ") }
                        .map { String($0.dropFirst("Subject: ".count)) }
                }
        }
        return try await eventually {
            let found = try subjects()
            return found.count >= count ? found.sorted() : nil
        }
    }

    private func messages(of guest: TestClient) async throws -> [String] {
        let found = try await guest.get("/notifications").json["data"]?.array ?? []
        return found.compactMap { $0["kind"]?.string }.filter { $0 != "booking_confirmed" }
    }

    func testEachGuestGetsOneMessageAboutEachBookedEvent() async throws {
        let series = try await system.series(rule: "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=24")
        let events = series.events
        var guests: [String: TestClient] = [:]
        for (name, booked) in [
            ("asha", [events[4]]), ("bhavin", [events[20]]), ("chitra", [events[10]]),
            ("dev", [events[4], events[20], events[10]]),
        ] {
            let guest = try await system.guest(name)
            for event in booked { try await guest.book(event) }
            guests[name] = guest
        }
        let arjun = try await system.arjun()
        let moved = try await arjun.put(
            "/api/facilitator/2/events/\(events[4])",
            #"{"starts_at": "2027-02-16T18:00:00Z", "ends_at": "2027-02-16T19:00:00Z"}"#)
        XCTAssertEqual(moved.status, 200, moved.text)
        let renamed = try await arjun.put(
            path(series.id, from: events[0]), #"{"title": "Quiet Yoga"}"#)
        XCTAssertEqual(renamed.json["events"]?.array?.count, 24, renamed.text)
        let cancelled = try await arjun.delete(path(series.id, from: events[18]))
        XCTAssertEqual(cancelled.json["events"]?.array?.count, 6, cancelled.text)

        for (name, expected, subjects) in [
            ("asha", ["event_changed"], ["Changed: "]),
            ("bhavin", ["event_cancelled"], ["Cancelled: "]),
            ("chitra", [], []),
            ("dev", ["event_cancelled", "event_changed"], ["Cancelled: ", "Changed: "]),
        ] as [(String, [String], [String])] {
            let guest = try XCTUnwrap(guests[name])
            let kinds = try await messages(of: guest)
            XCTAssertEqual(kinds.sorted(), expected, name)
            let confirmations = try await guest.get("/bookings").json["data"]?.array?.count ?? 0
            let titles = try await letters(to: name, count: confirmations + subjects.count)
            let others = titles.filter { !$0.hasPrefix("Your booking: ") }
            XCTAssertEqual(others.count, subjects.count, "\(name): \(titles)")
            for (title, subject) in zip(others, subjects) {
                XCTAssertTrue(title.hasPrefix(subject), "\(name): \(titles)")
            }
        }
        let left = try await seatsLeft(events[20])
        XCTAssertEqual(left, 20)
    }

    func testEachOfManyGuestsGetsOneMessageAboutEachChange() async throws {
        let series = try await system.series(capacity: 150)
        let count = 3 * Transaction.bookingsPerStep / 2
        let last = series.events[3]
        let database = try system.openDatabase()
        defer { database.close() }
        try await seedGuests(count, of: [series.events[2], last], in: database)
        let asha = try await system.guest("asha")
        try await asha.book(series.events[1])

        let url = path(series.id, from: series.events[2])
        let planned = try await system.service.delete(url + "&dry_run=1")
        XCTAssertEqual(planned.json["affected"]?["bookings"]?.int, 2 * count, planned.text)
        XCTAssertEqual(planned.json["affected"]?["letters"]?.int, 2 * count)
        let moved = try await system.service.put(url, #"{"time": "19:00"}"#)
        XCTAssertEqual(moved.json["events"]?.array?.count, 2, moved.text)
        let cancelled = try await system.service.delete(url)
        XCTAssertEqual(cancelled.json["events"]?.array?.count, 2, cancelled.text)
        let left = try await seatsLeft(last)
        XCTAssertEqual(left, 150, "all bookings read as cancelled at once")

        try await waitUntil(within: 60) {
            try database.read { try $0.pendingEventChanges.events().first } == nil
        }
        let counts = try database.read { tx in
            try tx.all(
                """
                SELECT count(*), count(DISTINCT user_id) FROM notifications
                WHERE kind IN ('event_changed', 'event_cancelled') GROUP BY kind, event_id
                """
            ) { [$0.int(0), $0.int(1)] }
        }
        XCTAssertEqual(counts, Array(repeating: [count, count], count: 4))
        for subject in ["Subject: Changed: ", "Subject: Cancelled: "] {
            try await waitUntil(within: 60) {
                try system.mails().filter { $0.contains(subject) }.count >= 2 * count
            }
            let mails = try system.mails().filter { $0.contains(subject) }
            XCTAssertEqual(mails.count, 2 * count, subject)
            XCTAssertEqual(mails.filter { $0.contains("<guest7@example.org>") }.count, 2)
            XCTAssertFalse(mails.contains { $0.contains("<asha@example.org>") })
        }
    }

    func testADryRunReportsTheEffectsThatTheChangeThenHas() async throws {
        let series = try await system.series(
            price: 2_000, refundPolicy: #"[{"hours_before": 24, "percent": 50}]"#)
        let guests = [try await system.guest("asha"), try await system.guest("bhavin")]
        for event in series.events[1...2] {
            try await guests[0].bookAndPay(event, seats: 2)
        }
        try await guests[1].bookAndPay(series.events[2])
        try await guests[1].book(series.events[3])
        try await system.guest("chitra").bookAndPay(series.events[0])
        let before = try await system.settledContents()

        let first = series.events[1]
        let moved = try await system.service.put(
            path(series.id, from: first, isDryRun: true), #"{"time": "19:00"}"#)
        XCTAssertEqual(moved.status, 200, moved.text)
        XCTAssertNil(moved["etag"])
        XCTAssertEqual(moved.json["affected"], try affected(4, seats: 6, letters: 3))
        XCTAssertEqual(moved.json["events"]?.array?.count, 3)
        XCTAssertEqual(moved.json["events"]?[0]?["starts_at"]?.string, "2027-02-04T18:00:00Z")
        let renamed = try await system.service.put(
            path(series.id, from: first, isDryRun: true), #"{"title": "Quiet Yoga"}"#)
        XCTAssertEqual(renamed.json["affected"], try affected(0, seats: 0, letters: 0))
        let planned = try await system.service.delete(
            path(series.id, from: first, isDryRun: true))
        XCTAssertEqual(
            planned.json["affected"],
            try affected(4, seats: 6, letters: 4, refunds: 3, amount: 10_000), planned.text)
        let after = try await system.settledContents()
        XCTAssertEqual(after, before)

        let database = try system.openDatabase()
        defer { database.close() }
        let cancelled = try await system.service.delete(path(series.id, from: first))
        XCTAssertEqual(cancelled.status, 200, cancelled.text)
        XCTAssertEqual(cancelled.json["events"], planned.json["events"])
        XCTAssertEqual(cancelled.json["series"], planned.json["series"])
        XCTAssertNil(cancelled.json["affected"])
        try await waitUntil {
            try database.read { tx in
                try tx.first("SELECT count(*), sum(amount) FROM refunds") {
                    [$0.int(0), $0.int(1)]
                }
            } == [3, 10_000]
        }
        let recorded = try database.read { tx in
            try tx.first(
                """
                SELECT count(*), sum(seats), (SELECT count(*) FROM notifications
                WHERE kind = 'event_cancelled') FROM bookings WHERE status = 'cancelled'
                """
            ) { [$0.int(0), $0.int(1), $0.int(2)] }
        }
        XCTAssertEqual(recorded, [4, 6, 4])
        try await waitUntil {
            try system.mails().filter { $0.contains("Subject: Cancelled: ") }.count >= 4
        }
        let letters = try system.mails().filter { $0.contains("Subject: Cancelled: ") }
        XCTAssertEqual(letters.count, 4)
    }

    private func affected(
        _ bookings: Int, seats: Int, letters: Int, refunds: Int = 0, amount: Int = 0
    ) throws -> JSONValue {
        let sums = refunds == 0 ? "" : #"{"currency": "EUR", "amount": \#(amount)}"#
        return try JSONValue(
            parsing: Array(
                """
                {"bookings": \(bookings), "seats": \(seats), "letters": \(letters),
                 "refunds": {"count": \(refunds), "amounts": [\(sums)]}}
                """.utf8))
    }

    /// Writes the guests and their bookings directly, which avoids hashing many passwords.
    private func seedGuests(_ count: Int, of events: [Int], in database: Database) async throws {
        try await database.write { tx in
            for number in 1...count {
                guard let name = Username("guest\(number)") else { throw DeadlineExceeded() }
                let user = try tx.register(
                    name, name: PersonName("Guest"),
                    email: EmailAddress("guest\(number)@example.org"), passwordHash: "!")
                try tx.execute("UPDATE users SET inherited_email = email WHERE id = \(user.id)")
                for event in events {
                    _ = try tx.book(.one, of: EventID(Int64(event)), for: user.id)
                }
            }
        }
    }
}
