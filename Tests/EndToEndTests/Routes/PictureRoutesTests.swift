import HTTPClient
import JSONCoding
import MainAPI
import SQLite
import TestSupport
import XCTest

/// Pictures from their upload at CRMAPI to their address at MainAPI.
final class PictureRoutesTests: SystemTestCase {
    private var arjun: TestClient!
    private var event = 0

    override func setUp() async throws {
        try await super.setUp()
        arjun = try await system.arjun()
        event = try await system.event()
    }

    private var path: String { "/api/facilitator/2/events/\(event)" }

    func testAPictureIsServedWithoutItsMetadata() async throws {
        for fixture in PictureFixture.allCases {
            let answered = try await arjun.upload(fixture, to: path + "/picture")
            XCTAssertEqual(answered.status, 200, answered.text)
            let picture = answered.json["picture"]
            XCTAssertEqual(picture?["width"]?.int, 16, "turned")
            XCTAssertEqual(picture?["height"]?.int, 24)
            let address = try XCTUnwrap(picture?["url"]?.string)
            let shown = try await system.main.get("/events/\(event)")
            XCTAssertEqual(shown.json["picture"], picture)
            XCTAssertTrue(answered["etag"]?.hasPrefix("\"1-20-0-") == true)
            XCTAssertEqual(answered["etag"], shown["etag"])

            let served = try await system.main.get(address)
            XCTAssertEqual(served.status, 200)
            XCTAssertEqual(served.body, try fixture.cleaned())
            XCTAssertNotEqual(served.body, try fixture.bytes())
            for text in ["GPS", "PLANTED", "Photoshop"] {
                XCTAssertFalse(served.text.contains(text), text)
            }
            XCTAssertEqual(served["content-type"], fixture.mediaType)
        }
    }

    func testBrowsersKeepAPictureAndRunNothingInIt() async throws {
        let address = try await uploaded(.png)
        for encoding in ["identity", "gzip"] {
            let served = try await system.main.get(address, ["Accept-Encoding": encoding])
            XCTAssertEqual(served["cache-control"], "public, max-age=31536000, immutable")
            XCTAssertEqual(served["x-content-type-options"], "nosniff")
            XCTAssertEqual(served["content-security-policy"], "default-src 'none'; sandbox")
            XCTAssertEqual(served["cross-origin-resource-policy"], "cross-origin")
            XCTAssertNil(served["content-encoding"])
            let head = try await system.main.send("HEAD", address)
            XCTAssertEqual(head.status, 200)
            XCTAssertEqual(head["content-length"], "\(served.body.count)")
            let tag = try XCTUnwrap(served["etag"])
            let again = try await system.main.get(address, ["If-None-Match": tag])
            XCTAssertEqual(again.status, 304)
            XCTAssertEqual(again["etag"], tag)
            XCTAssertEqual(again["cache-control"], served["cache-control"])
        }
        for other in ["1x1-none.png", "%2e%2e", "x", "1x1-\(String(repeating: "a", count: 4_000))"]
        {
            assertProblem(try await system.main.get("/pictures/\(other)"), 404, "not_found")
        }
    }

    func testManyGuestsAtATimeGetAPictureThatWasNotReadYet() async throws {
        let address = try await uploaded(.jpeg)
        let guests = try (0..<300).map { _ in try RawClient(system.mainService.address) }
        for guest in guests {
            try guest.send("GET \(address) HTTP/1.1\r\nHost: localhost\r\n\r\n")
        }
        let bytes = try PictureFixture.jpeg.cleaned()
        for guest in guests {
            let response = try guest.response()
            XCTAssertEqual(response.status, 200)
            XCTAssertEqual(response.body, bytes)
        }
    }

    func testTheBytesDecideOnTheFormat() async throws {
        let answered = try await arjun.send(
            "PUT", path + "/picture", body: PictureFixture.png.bytes(),
            ["Content-Type": "IMAGE/JPEG; q=1"])
        let address = try XCTUnwrap(answered.json["picture"]?["url"]?.string, answered.text)
        let served = try await system.main.get(address)
        XCTAssertEqual(served["content-type"], "image/png")
    }

    func testAnythingElseIsRefused() async throws {
        let owner = try await system.facilitator("asha")
        let priya = try await system.facilitator("priya")
        let before = try await system.settledContents()
        let jpeg = try PictureFixture.jpeg.bytes()
        let large = [UInt8](repeating: 0, count: 2_097_153)
        let cases: [(String?, [UInt8], Int, String)] = [
            ("text/plain", jpeg, 415, "unsupported_media_type"),
            ("image/gif", jpeg, 415, "unsupported_media_type"),
            ("image/svg+xml", Array("<svg/>".utf8), 415, "unsupported_media_type"),
            (nil, Array("{}".utf8), 415, "unsupported_media_type"),
            ("image/jpeg", [], 422, "picture_invalid"),
            ("image/jpeg", Array("hello".utf8), 422, "picture_invalid"),
            ("image/jpeg", Array(jpeg.dropLast(40)), 422, "picture_invalid"),
            ("image/webp", try PictureFixture.animated(), 422, "picture_invalid"),
            ("image/jpeg", large, 413, "content_too_large"),
        ]
        for target in ["/api/facilitator/2/picture", path + "/picture", "/api/centre/logo"] {
            for (type, body, status, code) in cases {
                let client = target.hasSuffix("logo") ? owner : arjun ?? owner
                assertProblem(
                    try await client.send("PUT", target, body: body, ["Content-Type": type ?? ""]),
                    status, code)
            }
            let packed = try await owner.upload(.jpeg, to: target, ["Content-Encoding": "gzip"])
            assertProblem(packed, 415, "unsupported_media_type")
        }
        assertProblem(
            try await arjun.upload(.jpeg, to: "/api/facilitator/2/events/99/picture"), 404,
            "not_found")
        assertProblem(
            try await priya.upload(
                .jpeg, to: "/api/facilitator/1/events/\(event)/picture"), 404, "not_found")
        let after = try await system.settledContents()
        XCTAssertEqual(after, before)
    }

    func testThePictureOfAPastOrCancelledEventMayChange() async throws {
        let cancelled = try await system.event()
        try await system.cancel(cancelled)
        system.advance(seconds: 864_000)
        arjun = try await system.arjun()
        for event in [event, cancelled] {
            let answered = try await arjun.upload(
                .webP, to: "/api/facilitator/2/events/\(event)/picture")
            XCTAssertEqual(answered.status, 200, answered.text)
            XCTAssertNotNil(answered.json["picture"]?["url"])
        }
    }

    func testAPictureIsRemoved() async throws {
        let address = try await uploaded(.jpeg)
        let removed = try await arjun.delete(path + "/picture")
        XCTAssertEqual(removed.json["picture"], .null, removed.text)
        assertProblem(try await system.main.get(address), 404, "not_found")
        let again = try await arjun.delete(path + "/picture")
        XCTAssertEqual(again.status, 200)
    }

    func testAnEventsTagCoversItsPictureAndIfMatchComparesTheVersion() async throws {
        let first = try await system.main.get("/events/\(event)")
        _ = try await uploaded(.jpeg)
        let second = try await system.main.get("/events/\(event)")
        XCTAssertNotEqual(first["etag"], second["etag"])
        XCTAssertEqual(first.json["version"], second.json["version"])
        let former = try XCTUnwrap(first["etag"])
        let current = try await system.main.get("/events/\(event)", ["If-None-Match": former])
        XCTAssertEqual(current.status, 200)
        let edited = try await arjun.put(path, #"{"title": "Talk"}"#, ["If-Match": former])
        XCTAssertEqual(edited.status, 200, edited.text)
        XCTAssertEqual(edited.json["picture"], second.json["picture"], "an edit keeps the picture")
        for response in [
            try await arjun.upload(.png, to: path + "/picture", ["If-Match": former]),
            try await arjun.delete(path + "/picture", ["If-Match": former]),
        ] {
            assertProblem(response, 412, "version_stale")
        }
        let matching = ["If-Match": try XCTUnwrap(edited["etag"])]
        let changed = try await arjun.upload(.png, to: path + "/picture", matching)
        XCTAssertEqual(changed.status, 200, changed.text)
    }

    func testAnEventsTagCoversItsFacilitatorsName() async throws {
        let before = try await system.main.get("/events/\(event)")
        let renamed = try await arjun.patch("/api/facilitator/2", #"{"name": "Arjun P."}"#)
        XCTAssertEqual(renamed.status, 200, renamed.text)
        let after = try await eventually {
            let shown = try await system.main.get("/events/\(event)")
            return shown.json["facilitator"]?["name"] == "Arjun P." ? shown : nil
        }
        XCTAssertNotEqual(before["etag"], after["etag"])
        XCTAssertEqual(before.json["version"], after.json["version"])
    }

    func testAPortraitIsOnThePublicProfile() async throws {
        let answered = try await arjun.upload(.webP, to: "/api/facilitator/2/picture")
        XCTAssertEqual(answered.json["id"]?.int, 2, answered.text)
        XCTAssertEqual(answered.json["name"]?.string, "Arjun Patel")
        let profile = try await system.main.get("/facilitators/2")
        XCTAssertEqual(profile.json, answered.json)
        let removed = try await arjun.delete("/api/facilitator/2/picture")
        XCTAssertEqual(removed.json["picture"], .null)
    }

    func testThePortraitOfAFacilitatorWhomMainAPIDoesNotKnow() async throws {
        try execute("DELETE FROM facilitators WHERE id = 3")
        let answered = try await system.service.upload(.jpeg, to: "/api/facilitator/3/picture")
        XCTAssertEqual(answered.status, 200, answered.text)
        XCTAssertFalse((answered.json["name"]?.string ?? "").isEmpty)
    }

    func testTheLogoIsASettingOfTheCentre() async throws {
        let owner = try await system.facilitator("asha")
        let before = try await owner.get("/api/centre")
        let answered = try await owner.upload(.png, to: "/api/centre/logo")
        XCTAssertEqual(answered.status, 200, answered.text)
        let centre = try await system.main.get("/centre")
        XCTAssertEqual(centre.json, answered.json)
        XCTAssertEqual(centre.json["logo"]?["height"]?.int, 24)
        let version = try XCTUnwrap(before.json["version"]?.int)
        XCTAssertEqual(centre.json["version"]?.int, version + 1)
        let again = try await owner.upload(.png, to: "/api/centre/logo")
        XCTAssertEqual(again.json, centre.json, "the same logo changes nothing")
        let stale = ["If-Match": try XCTUnwrap(before["etag"])]
        assertProblem(
            try await owner.upload(.jpeg, to: "/api/centre/logo", stale), 412, "version_stale")
        let renamed = try await owner.put("/api/centre", #"{"name": "Ananda"}"#)
        XCTAssertEqual(renamed.json["logo"], centre.json["logo"])
        let removed = try await owner.delete("/api/centre/logo")
        XCTAssertEqual(removed.json["logo"], .null)
    }

    private func uploaded(_ fixture: PictureFixture) async throws -> String {
        let answered = try await arjun.upload(fixture, to: path + "/picture")
        return try XCTUnwrap(answered.json["picture"]?["url"]?.string, answered.text)
    }
}
