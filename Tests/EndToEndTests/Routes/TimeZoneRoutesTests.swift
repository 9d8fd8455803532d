import HTTPClient
import JSONCoding
import TestSupport
import Timekeeping
import XCTest

/// The rules of time zones for scripts.
final class TimeZoneRoutesTests: SystemTestCase {
    func testAZonesChangesAreThoseOfTheServersTimes() async throws {
        for name in ["America/Vancouver", "Europe/Berlin", "Africa/Casablanca", "Asia/Kolkata"] {
            let zone = try XCTUnwrap(TimeZoneName(name))
            let response = try await get(name)
            XCTAssertEqual(response.status, 200, response.text)
            XCTAssertEqual(response.json["name"]?.string, name)
            let start = try moment(response.json["from"])
            let end = try moment(response.json["until"])
            XCTAssertEqual(start.rfc3339, "2000-01-01T00:00:00Z")
            XCTAssertGreaterThan(end.seconds(since: system.clock.now()), 28 * 365 * 86_400)
            var next = try XCTUnwrap(response.json["changes"]?.array)[...]
            var offset = response.json["offset"]?.int
            var now = start
            while now < end {
                while let change = next.first, try moment(change["at"]) <= now {
                    offset = change["offset"]?.int
                    next = next.dropFirst()
                }
                guard offset == zone.offset(at: now) else {
                    return XCTFail("\(name) at \(now.rfc3339): \(offset ?? -1)")
                }
                now = now.adding(seconds: 41 * 3_600)
            }
        }
    }

    func testAZoneIsAFewKilobytesAndMayBeStored() async throws {
        let berlin = try await get("Europe/Berlin")
        XCTAssertLessThan(berlin.body.count, 8_192)
        XCTAssertEqual(berlin["cache-control"], "public, max-age=3600")
        let tag = try XCTUnwrap(berlin["etag"])
        let again = try await system.main.send(
            "GET", "/time-zones?name=Europe/Berlin", nil, ["If-None-Match": tag])
        XCTAssertEqual(again.status, 304)
        XCTAssertEqual(again["cache-control"], "public, max-age=3600")
    }

    func testAFormerNameIsTheZoneThatEventsGet() async throws {
        let calcutta = try await get("Asia/Calcutta")
        XCTAssertEqual(
            calcutta.json["name"]?.string, TimeZoneName("Asia/Calcutta")?.identifier)
        XCTAssertEqual(calcutta.json["offset"]?.int, 19_800)
        XCTAssertEqual(calcutta.json["changes"]?.array, [])
    }

    func testANameWithoutAZoneIsRefused() async throws {
        for name in [
            "Mars/Olympus", "..%2F..%2Fetc%2Fpasswd", "posix/Europe/Berlin", "Europe", "%2F", "",
        ] {
            let response = try await get(name)
            XCTAssertEqual(response.status, 404, name)
            response.checkProblem(name)
        }
        let missing = try await system.main.get("/time-zones")
        XCTAssertEqual(missing.status, 422)
        XCTAssertEqual(missing.json["errors"]?[0]?["code"]?.string, "required")
        let long = try await get(String(repeating: "a", count: 65))
        XCTAssertEqual(long.status, 422)
    }

    private func get(_ name: String) async throws -> ClientResponse {
        try await system.main.get("/time-zones?name=\(name)")
    }

    private func moment(_ value: JSONValue?) throws -> Timestamp {
        try XCTUnwrap(Timestamp(rfc3339: try XCTUnwrap(value?.string)))
    }
}
