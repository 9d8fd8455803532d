import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// The picture of a series and of its events.
final class SeriesPicturesTests: SystemTestCase {
    func testTheEventsFromOneOnAndAddedDatesHaveThePicture() async throws {
        let arjun = try await system.arjun()
        let series = try await system.series()
        let path = "/api/facilitator/2/series/\(series.id)"
        let answered = try await arjun.upload(
            .jpeg, to: "\(path)/picture?from=\(series.events[1])")
        XCTAssertEqual(answered.status, 200, answered.text)
        let picture = try XCTUnwrap(answered.json["series"]?["picture"])
        XCTAssertEqual(picture["width"]?.int, 16)
        let touched = answered.json["events"]?.array ?? []
        XCTAssertEqual(touched.compactMap { $0["id"]?.int }, Array(series.events.dropFirst()))
        XCTAssertTrue(touched.allSatisfy { $0["picture"] == picture && $0["version"]?.int == 1 })
        let first = try await system.main.get("/events/\(series.events[0])")
        XCTAssertEqual(first.json["picture"], .null)

        let added = try await arjun.post(path + "/events", #"{"dates": ["2027-06-01T18:00"]}"#)
        XCTAssertEqual(added.json["events"]?[0]?["picture"], picture, added.text)
        let edited = try await arjun.put(
            "\(path)?from=\(series.events[0])", #"{"title": "Morning Yoga"}"#)
        XCTAssertEqual(edited.json["events"]?[1]?["picture"], picture, "an edit keeps it")

        let whole = try await arjun.upload(.png, to: path + "/picture")
        XCTAssertEqual(whole.json["events"]?.array?.count, 5, whole.text)
        let removed = try await arjun.delete("\(path)/picture?from=\(series.events[3])")
        XCTAssertEqual(removed.json["series"]?["picture"], .null, removed.text)
        let all = try await arjun.get(path)
        XCTAssertEqual(
            all.json["events"]?.array?.map { $0["picture"] == .null },
            [false, false, false, true, true])
    }

    func testAnInvalidQueryOrASeriesOfAnotherIsRefused() async throws {
        let arjun = try await system.arjun()
        let series = try await system.series()
        let event = try await system.event()
        let path = "/api/facilitator/2/series/\(series.id)/picture"
        for (query, status) in [
            ("?from=\(event)", 404), ("?from=99", 404), ("?from=x", 422), ("?from=0", 422),
            ("?dry_run=1", 422),
        ] {
            let answered = try await arjun.upload(.jpeg, to: path + query)
            XCTAssertEqual(answered.status, status, query)
            answered.checkProblem(query)
        }
        let stale = try await arjun.upload(.jpeg, to: path, ["If-Match": "\"7\""])
        assertProblem(stale, 412, "version_stale")
        let priya = try await system.facilitator("priya")
        assertProblem(
            try await priya.upload(
                .jpeg, to: "/api/facilitator/1/series/\(series.id)/picture"), 404, "not_found")
    }
}
