import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// CRMAPI's routes that create, read and extend series.
final class SeriesRoutesTests: SystemTestCase {
    private let path = "/api/facilitator/2/series"

    /// The fields of a valid series, with others in their place.
    private func content(_ others: [String: String] = [:]) -> String {
        let fields = [
            "title": #""Evening Yoga""#, "location": #""Studio 1""#,
            "time_zone": #""Europe/Berlin""#, "starts_on": #""2027-02-02T18:00""#,
            "duration_minutes": "90", "capacity": "12",
            "rule": #""FREQ=WEEKLY;BYDAY=TU,TH;COUNT=24""#, "except": #"["2027-02-16"]"#,
        ].merging(others) { $1 }
        return "{\(fields.map { "\"\($0)\": \($1)" }.sorted().joined(separator: ", "))}"
    }

    func testASeriesHasAnEventForEachDateAtTheSameLocalTime() async throws {
        let created = try await system.arjun().post(path, content())
        XCTAssertEqual(created.status, 201, created.text)
        let series = created.json["series"]
        XCTAssertEqual(series?["rule"]?.string, "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=24")
        XCTAssertEqual(series?["except"], .array([.string("2027-02-16")]))
        XCTAssertEqual(series?["starts_on"]?.string, "2027-02-02T18:00")
        XCTAssertEqual(series?["duration_minutes"]?.int, 90)
        XCTAssertEqual(series?["facilitator_id"]?.int, 2)
        XCTAssertEqual(series?["version"]?.int, 1)
        XCTAssertEqual(series?["events"]?["total"]?.int, 23)
        XCTAssertEqual(series?["events"]?["upcoming"]?.int, 23)
        XCTAssertEqual(series?["events"]?["next_starts_at"]?.string, "2027-02-02T17:00:00Z")
        let events = created.json["events"]?.array ?? []
        let starts = events.compactMap { $0["starts_at"]?.string }
        XCTAssertEqual(starts.count, 23)
        XCTAssertTrue(starts.contains("2027-03-25T17:00:00Z"), "18:00 in winter: \(starts)")
        XCTAssertTrue(starts.contains("2027-04-01T16:00:00Z"), "18:00 in summer: \(starts)")
        XCTAssertFalse(starts.contains { $0.hasPrefix("2027-02-16") }, "\(starts)")
        XCTAssertEqual(starts, starts.sorted())
        XCTAssertEqual(Set(events.map { $0["series_id"]?.int }), [series?["id"]?.int])
        XCTAssertEqual(events[0]["ends_at"]?.string, "2027-02-02T18:30:00Z")
        for name in ["description", "attendee_info", "refund_policy"] {
            XCTAssertNil(events[0][name], name)
        }
    }

    func testADryRunShowsTheDatesTheClockChangesAndTheClashesAndStoresNothing() async throws {
        let clashing = try await system.series(
            rule: "FREQ=DAILY;COUNT=1", timeZone: "UTC", startsOn: "2027-03-28T01:30"
        ).events[0]
        let arjun = try await system.arjun()
        let night = """
            {"title": "Night Watch", "time_zone": "Europe/Berlin", "starts_on": "2027-03-27T02:30",
             "duration_minutes": 60, "capacity": 12, "rule": "FREQ=DAILY;COUNT=2"}
            """
        let before = try await system.settledContents()
        for key in [[:], ["Idempotency-Key": "the-key"]] {
            let planned = try await arjun.post(path + "?dry_run=1", night, key)
            XCTAssertEqual(planned.status, 200, planned.text)
            XCTAssertNil(planned["etag"])
            XCTAssertEqual(
                planned.json,
                try JSONValue(
                    parsing: Array(
                        """
                        {"events": [
                         {"starts_at": "2027-03-27T01:30:00Z", "ends_at": "2027-03-27T02:30:00Z",
                          "local": "2027-03-27T02:30", "clock_change": null, "clashes_with": []},
                         {"starts_at": "2027-03-28T01:30:00Z", "ends_at": "2027-03-28T02:30:00Z",
                          "local": "2027-03-28T03:30", "clock_change": "skipped",
                          "clashes_with": [\(clashing)]}]}
                        """.utf8)))
        }
        let after = try await system.settledContents()
        XCTAssertEqual(after, before)
    }

    func testARefusedSeriesNamesTheField() async throws {
        let cases = [
            ("rule", #""FREQ=HOURLY;COUNT=3""#, "rule", "invalid"),
            ("rule", #""FREQ=WEEKLY""#, "rule", "invalid"),
            ("rule", #""FREQ=DAILY;COUNT=402""#, "rule", "invalid"),
            ("rule", "null", "rule", "required"),
            ("starts_on", #""2027-01-05T18:00""#, "starts_on", "out_of_range"),
            ("starts_on", #""2027-02-02T18:00Z""#, "starts_on", "invalid"),
            ("duration_minutes", "0", "duration_minutes", "out_of_range"),
            ("duration_minutes", #""60""#, "duration_minutes", "wrong_type"),
            ("except", #"["2027-02-16", "tomorrow"]"#, "except[1]", "invalid"),
            ("except", "[16]", "except[0]", "wrong_type"),
            ("starts_at", #""2027-02-02T18:00:00Z""#, "starts_at", "invalid"),
            ("capacity", "0", "capacity", "out_of_range"),
        ]
        let arjun = try await system.arjun()
        let before = try await system.settledContents()
        for (name, value, field, code) in cases {
            for query in ["", "?dry_run=1"] {
                let refused = try await arjun.post(path + query, content([name: value]))
                assertProblem(refused, 422, "validation_failed")
                let errors = refused.json["errors"]?.array ?? []
                XCTAssertEqual(errors.map { $0["field"]?.string }, [field], refused.text)
                XCTAssertEqual(errors.map { $0["code"]?.string }, [code], refused.text)
            }
        }
        let after = try await system.settledContents()
        XCTAssertEqual(after, before)
    }

    func testTheDetailOfAMissingFieldNamesItInWords() async throws {
        let refused = try await system.arjun().post(path, #"{"title": "Yoga", "capacity": 5}"#)
        let details = refused.json["errors"]?.array?.compactMap { $0["detail"]?.string } ?? []
        XCTAssertEqual(
            Set(details),
            ["The rule is required.", "The start is required.", "The duration is required."])
    }

    func testFourHundredDatesAndExceptionsAreAccepted() async throws {
        let exceptions = (0..<400).map { _ in "\"2027-02-16\"" }.joined(separator: ", ")
        let created = try await system.arjun().post(
            path,
            """
            {"title": "Daily Yoga", "starts_on": "2027-02-02T18:00", "duration_minutes": 60,
             "capacity": 5, "rule": "FREQ=DAILY;COUNT=399", "except": [\(exceptions)]}
            """)
        XCTAssertEqual(created.status, 201, created.text)
        XCTAssertEqual(created.json["events"]?.array?.count, 398)
        let id = created.json["series"]?["id"]?.int ?? 0
        let dates = (0..<400).map { minute in
            "\"2029-01-01T\(10 + minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60)\""
        }.joined(separator: ", ")
        let refused = try await system.arjun().post(
            "\(path)/\(id)/events", "{\"dates\": [\(dates)]}")
        assertProblem(refused, 422, "validation_failed")
        XCTAssertEqual(refused.json["errors"]?[0]?["field"]?.string, "dates")
        XCTAssertEqual(refused.json["errors"]?[0]?["code"]?.string, "too_long")
        let extended = try await system.arjun().post(
            "\(path)/\(id)/events", #"{"dates": ["2029-01-01T10:00", "2029-01-01T11:00"]}"#)
        XCTAssertEqual(extended.status, 201, extended.text)
        let read = try await system.arjun().get("\(path)/\(id)")
        XCTAssertEqual(read.json["events"]?.array?.count, 400)
    }

    func testTheEntityTagNamesTheVersionAndCoversTheEvents() async throws {
        let created = try await system.arjun().post(path, content())
        let id = created.json["series"]?["id"]?.int ?? 0
        let read = try await system.arjun().get("\(path)/\(id)")
        XCTAssertEqual(read.json, created.json)
        let tag = try XCTUnwrap(read["etag"])
        XCTAssertEqual(tag, created["etag"])
        XCTAssertTrue(tag.hasPrefix("\"1-"), tag)
        let current = try await system.arjun().get("\(path)/\(id)", ["If-None-Match": tag])
        XCTAssertEqual(current.status, 304)
        let first = created.json["events"]?[0]?["id"]?.int ?? 0
        try await system.guest("asha").book(first)
        let booked = try await system.arjun().get("\(path)/\(id)", ["If-None-Match": tag])
        XCTAssertEqual(booked.status, 200, "there are fewer seats left")
        let edited = try await system.arjun().put(
            "\(path)/\(id)?from=\(first)", #"{"title": "Yoga"}"#, ["If-Match": tag])
        XCTAssertEqual(edited.status, 200, "the version is the same: \(edited.text)")
        XCTAssertTrue(edited["etag"]?.hasPrefix("\"2-") == true, edited["etag"] ?? "")
    }

    func testTheListHasTheNewestSeriesFirst() async throws {
        let first = try await system.series(title: "Yoga").id
        let second = try await system.series(title: "Breathwork").id
        let listed = try await system.arjun().get(path + "?limit=1")
        XCTAssertEqual(listed.json["data"]?.array?.map { $0["id"]?.int }, [second])
        XCTAssertEqual(listed.json["data"]?[0]?["title"]?.string, "Breathwork")
        let next = try XCTUnwrap(listed.json["page"]?["next"]?.string)
        let rest = try await system.arjun().get(path + "?limit=1&cursor=\(next)")
        XCTAssertEqual(rest.json["data"]?.array?.map { $0["id"]?.int }, [first])
        XCTAssertEqual(rest.json["page"]?["next"], .null)
        let others = try await system.facilitator("priya").get("/api/facilitator/1/series")
        XCTAssertEqual(others.json["data"], .array([]))
        let refused = try await system.facilitator("priya").get(path)
        XCTAssertEqual(refused.status, 403)
        let foreign = try await system.facilitator("priya").get(
            "/api/facilitator/1/series/\(first)")
        assertProblem(foreign, 404, "not_found")
    }

    func testEventsAreFilteredByTheirSeries() async throws {
        let series = try await system.series()
        let single = try await system.event()
        let found = try await system.main.get("/events?series_id=\(series.id)")
        XCTAssertEqual(found.json["data"]?.array?.compactMap { $0["id"]?.int }, series.events)
        XCTAssertEqual(found.json["data"]?[0]?["series_id"]?.int, series.id)
        let alone = try await system.main.get("/events/\(single)")
        XCTAssertEqual(alone.json["series_id"], .null)
        let refused = try await system.main.get("/events?series_id=first")
        assertProblem(refused, 422, "validation_failed")
    }

    func testARepeatedKeyCreatesOneSeries() async throws {
        let key = ["Idempotency-Key": "the-key"]
        let first = try await system.arjun().post(path, content(), key)
        let again = try await system.arjun().post(path, content(), key)
        XCTAssertEqual(again.status, 201)
        XCTAssertEqual(again["idempotent-replayed"], "true")
        XCTAssertEqual(again["etag"], first["etag"])
        XCTAssertEqual(again.json, first.json)
        let other = try await system.arjun().post(path, content(["price": "0"]), key)
        assertProblem(other, 422, "idempotency_key_reused")
        let listed = try await system.arjun().get(path)
        XCTAssertEqual(listed.json["data"]?.array?.count, 1)
    }

    func testMoreDatesHaveTheFieldsOfTheSeries() async throws {
        let series = try await system.series()
        let events = "\(path)/\(series.id)/events"
        let dates = #"{"dates": ["2027-06-01T18:00", "2027-05-01T10:00"]}"#
        let planned = try await system.arjun().post(events + "?dry_run=1", dates)
        XCTAssertEqual(planned.status, 200, planned.text)
        XCTAssertEqual(
            planned.json["events"]?.array?.map { $0["local"]?.string },
            ["2027-05-01T10:00", "2027-06-01T18:00"])
        let added = try await system.arjun().post(events, dates, ["If-Match": "\"1\""])
        XCTAssertEqual(added.status, 201, added.text)
        XCTAssertEqual(
            added.json["events"]?.array?.map { $0["starts_at"]?.string },
            ["2027-05-01T08:00:00Z", "2027-06-01T16:00:00Z"])
        XCTAssertEqual(added.json["events"]?[0]?["title"]?.string, "Evening Yoga")
        XCTAssertEqual(added.json["series"]?["version"]?.int, 2)
        XCTAssertEqual(added.json["series"]?["events"]?["total"]?.int, 6)
        for query in ["", "?dry_run=1"] {
            let twice = try await system.arjun().post(events + query, dates)
            assertProblem(twice, 422, "validation_failed")
            XCTAssertEqual(
                Set(twice.json["errors"]?.array?.map { $0["field"]?.string } ?? []),
                ["dates[0]", "dates[1]"])
            let past = try await system.arjun().post(
                events + query, #"{"dates": ["2027-07-01T18:00", "2020-01-01T18:00"]}"#)
            XCTAssertEqual(past.json["errors"]?[0]?["field"]?.string, "dates[1]", past.text)
            let stale = try await system.arjun().post(
                events + query, #"{"dates": ["2027-07-01T18:00"]}"#, ["If-Match": "\"1\""])
            assertProblem(stale, 412, "version_stale")
            XCTAssertEqual(stale.json["version"]?.int, 2)
            let unknown = try await system.arjun().post("\(path)/999/events" + query, dates)
            assertProblem(unknown, 404, "not_found")
        }
    }
}
