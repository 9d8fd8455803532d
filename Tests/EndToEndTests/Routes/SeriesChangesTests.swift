import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// Edits and cancellations of a series from one of its events on.
final class SeriesChangesTests: SystemTestCase {
    private func path(_ series: Int, from event: Int? = nil, isDryRun: Bool = false) -> String {
        let query = [event.map { "from=\($0)" }, isDryRun ? "dry_run=1" : nil].compactMap(\.self)
        let path = "/api/facilitator/2/series/\(series)"
        return query.isEmpty ? path : "\(path)?\(query.joined(separator: "&"))"
    }

    private func events(of series: Int) async throws -> [JSONValue] {
        try await system.arjun().get(path(series)).json["events"]?.array ?? []
    }

    func testAnEditChangesAnEventAndThoseAfterIt() async throws {
        let series = try await system.series(rule: "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=24")
        let first = series.events[15]
        let edited = try await system.arjun().put(
            path(series.id, from: first),
            #"{"title": "Late Yoga", "time": "18:30", "duration_minutes": 75}"#)
        XCTAssertEqual(edited.status, 200, edited.text)
        let touched = edited.json["events"]?.array ?? []
        XCTAssertEqual(touched.map { $0["id"]?.int }, series.events[15...].map { $0 })
        XCTAssertEqual(Set(touched.map { $0["title"]?.string }), ["Late Yoga"])
        XCTAssertEqual(touched.first?["starts_at"]?.string, "2027-03-25T17:30:00Z")
        XCTAssertEqual(touched.first?["ends_at"]?.string, "2027-03-25T18:45:00Z")
        XCTAssertEqual(touched.last?["starts_at"]?.string, "2027-04-22T16:30:00Z")
        XCTAssertEqual(edited.json["series"]?["starts_on"]?.string, "2027-02-02T18:30")
        XCTAssertEqual(edited.json["series"]?["duration_minutes"]?.int, 75)
        XCTAssertEqual(edited.json["series"]?["version"]?.int, 2)
        let all = try await events(of: series.id)
        XCTAssertEqual(all[14]["title"]?.string, "Evening Yoga")
        XCTAssertEqual(all[14]["starts_at"]?.string, "2027-03-23T17:00:00Z")
        XCTAssertEqual(all[14]["version"]?.int, 1)
        let extended = try await system.arjun().post(
            path(series.id) + "/events", #"{"dates": ["2027-06-01T18:30"]}"#)
        XCTAssertEqual(extended.json["events"]?[0]?["title"]?.string, "Late Yoga")
        XCTAssertEqual(extended.json["events"]?[0]?["ends_at"]?.string, "2027-06-01T17:45:00Z")
    }

    func testAnEventKeepsTheFieldsThatWereEditedOnItAlone() async throws {
        let series = try await system.series()
        let own = series.events[1]
        let single = try await system.arjun().put(
            "/api/facilitator/2/events/\(own)",
            #"{"title": "Yoga with Kavya", "capacity": 30}"#)
        XCTAssertEqual(single.status, 200, single.text)
        let edited = try await system.arjun().put(
            path(series.id, from: series.events[0]),
            #"{"title": "Quiet Yoga", "capacity": 8, "location": "Studio 2"}"#)
        XCTAssertEqual(edited.status, 200, edited.text)
        let all = try await events(of: series.id)
        XCTAssertEqual(
            all.map { $0["title"]?.string },
            ["Quiet Yoga", "Yoga with Kavya", "Quiet Yoga", "Quiet Yoga"])
        XCTAssertEqual(all.map { $0["capacity"]?.int }, [8, 30, 8, 8])
        XCTAssertEqual(Set(all.map { $0["location"]?.string }), ["Studio 2"])
    }

    func testEventsThatHaveBegunOrAreCancelledStay() async throws {
        let series = try await system.series()
        try await system.cancel(series.events[2])
        // Within the first event.
        system.advance(seconds: 18 * 86_400 + 9 * 3_600 + 1_800)
        let edited = try await system.arjun().put(
            path(series.id, from: series.events[0]), #"{"title": "Quiet Yoga"}"#)
        let touched = edited.json["events"]?.array?.compactMap { $0["id"]?.int }
        XCTAssertEqual(touched, [series.events[1], series.events[3]], edited.text)
        let cancelled = try await system.arjun().delete(path(series.id, from: series.events[0]))
        XCTAssertEqual(
            cancelled.json["events"]?.array?.compactMap { $0["id"]?.int }, touched, cancelled.text)
        let all = try await events(of: series.id)
        XCTAssertEqual(all[0]["title"]?.string, "Evening Yoga")
        XCTAssertEqual(all[0]["status"]?.string, "scheduled")
        XCTAssertEqual(cancelled.json["series"]?["events"]?["upcoming"]?.int, 0)
        XCTAssertEqual(cancelled.json["series"]?["events"]?["next_starts_at"], .null)
    }

    func testTheLastSixEventsAreCancelledWithAReason() async throws {
        let series = try await system.series(rule: "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=24")
        let cancelled = try await system.arjun().send(
            "DELETE", path(series.id, from: series.events[18]), #"{"reason": "The hall is let."}"#)
        XCTAssertEqual(cancelled.status, 200, cancelled.text)
        let touched = cancelled.json["events"]?.array ?? []
        XCTAssertEqual(touched.map { $0["id"]?.int }, series.events[18...].map { $0 })
        XCTAssertEqual(Set(touched.map { $0["status"]?.string }), ["cancelled"])
        XCTAssertEqual(Set(touched.map { $0["cancellation_reason"]?.string }), ["The hall is let."])
        XCTAssertEqual(cancelled.json["series"]?["events"]?["total"]?.int, 24)
        XCTAssertEqual(cancelled.json["series"]?["events"]?["upcoming"]?.int, 18)
        let unknown = try await system.arjun().send(
            "DELETE", path(series.id, from: series.events[0]), #"{"reasons": "Typing error"}"#)
        assertProblem(unknown, 422, "validation_failed")
    }

    func testAChangeWithoutItsFirstEventIsRefused() async throws {
        let series = try await system.series()
        let single = try await system.event()
        let other = try await system.series().events[0]
        for method in ["PUT", "DELETE"] {
            for (query, code) in [
                ("", "required"), ("?dry_run=1", "required"), ("?from=", "invalid"),
                ("?from=0", "invalid"), ("?from=first", "invalid"),
            ] {
                let refused = try await system.arjun().send(
                    method, path(series.id) + query, method == "PUT" ? #"{"title": "A"}"# : nil)
                assertProblem(refused, 422, "validation_failed")
                XCTAssertEqual(refused.json["errors"]?[0]?["field"]?.string, "from")
                XCTAssertEqual(refused.json["errors"]?[0]?["code"]?.string, code, query)
            }
            for event in [single, other, 999] {
                for isDryRun in [false, true] {
                    let unknown = try await system.arjun().send(
                        method, path(series.id, from: event, isDryRun: isDryRun),
                        method == "PUT" ? #"{"title": "A"}"# : nil)
                    assertProblem(unknown, 404, "not_found")
                }
            }
        }
    }

    func testARefusedEditNamesTheFieldAndChangesNothing() async throws {
        let series = try await system.series(capacity: 10)
        try await system.guest("asha").book(series.events[2], seats: 4)
        for isDryRun in [false, true] {
            let url = path(series.id, from: series.events[0], isDryRun: isDryRun)
            for (fields, field, code) in [
                (#"{"time": "24:00"}"#, "time", "invalid"),
                (#"{"time": 18}"#, "time", "wrong_type"),
                (#"{"duration_minutes": 0}"#, "duration_minutes", "out_of_range"),
                (#"{"duration_minutes": 1.5}"#, "duration_minutes", "wrong_type"),
                (#"{"starts_at": "2027-02-02T18:00:00Z"}"#, "starts_at", "invalid"),
                (#"{"title": ""}"#, "title", "too_short"),
                (#"{"time": "19:00", "correction": true}"#, "correction", "invalid"),
            ] {
                let refused = try await system.arjun().put(url, fields)
                assertProblem(refused, 422, "validation_failed")
                XCTAssertEqual(
                    refused.json["errors"]?[0]?["field"]?.string, field, refused.text)
                XCTAssertEqual(refused.json["errors"]?[0]?["code"]?.string, code, refused.text)
            }
            let small = try await system.arjun().put(url, #"{"title": "A", "capacity": 3}"#)
            assertProblem(small, 409, "capacity_below_taken")
            XCTAssertEqual(small.json["seats_taken"]?.int, 4)
            let draft = try await system.arjun().put(url, #"{"visibility": "draft"}"#)
            assertProblem(draft, 409, "event_has_bookings")
            for method in ["PUT", "DELETE"] {
                let stale = try await system.arjun().send(
                    method, url, method == "PUT" ? #"{"title": "A"}"# : nil, ["If-Match": "\"7\""])
                assertProblem(stale, 412, "version_stale")
                XCTAssertEqual(stale.json["version"]?.int, 1)
            }
        }
        let all = try await events(of: series.id)
        XCTAssertEqual(Set(all.map { $0["version"]?.int }), [1])
    }

    func testAnotherFacilitatorsSeriesIsNotChanged() async throws {
        let series = try await system.series()
        let priya = try await system.facilitator("priya")
        for method in ["PUT", "DELETE"] {
            let body = method == "PUT" ? #"{"title": "Mine"}"# : nil
            let forbidden = try await priya.send(
                method, path(series.id, from: series.events[0]), body)
            XCTAssertEqual(forbidden.status, 403, forbidden.text)
            let own = path(series.id, from: series.events[0])
                .replacing("facilitator/2", with: "facilitator/1")
            for url in [own, own + "&dry_run=1"] {
                let unknown = try await priya.send(method, url, body)
                assertProblem(unknown, 404, "not_found")
            }
        }
        let all = try await events(of: series.id)
        XCTAssertEqual(Set(all.map { $0["version"]?.int }), [1])
    }

    func testARepeatedKeyChangesTheSeriesOnce() async throws {
        let series = try await system.series()
        let key = ["Idempotency-Key": "the-key"]
        let url = path(series.id, from: series.events[1])
        let first = try await system.arjun().put(url, #"{"title": "Quiet Yoga"}"#, key)
        let again = try await system.arjun().put(url, #"{"title": "Quiet Yoga"}"#, key)
        XCTAssertEqual(again["idempotent-replayed"], "true", again.text)
        XCTAssertEqual(again.json, first.json)
        let other = try await system.arjun().put(
            path(series.id, from: series.events[0]), #"{"title": "Quiet Yoga"}"#, key)
        assertProblem(other, 422, "idempotency_key_reused")
        let all = try await events(of: series.id)
        XCTAssertEqual(all.map { $0["version"]?.int }, [1, 2, 2, 2])
    }

    func testAnEditWithoutChangesKeepsTheVersion() async throws {
        let series = try await system.series()
        let edited = try await system.arjun().put(
            path(series.id, from: series.events[0]), #"{"title": "Evening Yoga", "time": "18:00"}"#)
        XCTAssertEqual(edited.json["series"]?["version"]?.int, 1, edited.text)
        XCTAssertEqual(edited.json["events"], .array([]))
    }
}
