import XCTest

/// The pages as they come over the wire, to any client.
final class PageTests: XCTestCase {
    private var centre: Centre!

    override func setUp() async throws { centre = try await Centre() }
    override func tearDown() async throws {
        await centre.close()
        centre = nil
    }

    func testEventsReadWithoutAScript() async throws {
        let event = try await centre.event(title: "Tea & Silence", price: 150_000)
        let list = try await centre.main.get("/")
        XCTAssertEqual(list.status, 200)
        for text in ["Tea &amp; Silence", "₹1,500", "Arjun Patel", "href=\"/e/\(event)\""] {
            XCTAssertTrue(list.text.contains(text), "\(text) in \(list.text)")
        }
        let page = try await centre.main.get("/e/\(event)")
        for text in ["<h1>Tea &amp; Silence</h1>", "₹1,500", "datetime=\"20", "Kolkata time"] {
            XCTAssertTrue(page.text.contains(text), "\(text) in \(page.text)")
        }
        let found = try await centre.main.get("/?q=silence&kind=retreat")
        XCTAssertTrue(found.text.contains("Tea &amp; Silence"))
        let none = try await centre.main.get("/?q=noise")
        XCTAssertTrue(none.text.contains("Nothing like that is planned"))
    }

    func testAPageIsSentAgainOnlyWhenItHasChanged() async throws {
        let event = try await centre.event(title: "Tea")
        let first = try await centre.main.get("/e/\(event)", ["Accept-Encoding": "identity"])
        let tag = try XCTUnwrap(first[header: "etag"])
        XCTAssertEqual(first[header: "cache-control"], "no-cache")
        let known = ["If-None-Match": tag, "Accept-Encoding": "identity"]
        let same = try await centre.main.get("/e/\(event)", known)
        XCTAssertEqual(same.status, 304)
        XCTAssertEqual(same.body.count, 0)
        _ = try await centre.service.put("/api/facilitator/2/events/\(event)", #"{"title": "Tee"}"#)
        let other = try await centre.main.get("/e/\(event)", known)
        XCTAssertEqual(other.status, 200)
        let head = try await centre.main.send("HEAD", "/e/\(event)", nil, known)
        XCTAssertEqual(head.status, 200)
        XCTAssertEqual(head.body.count, 0)
        XCTAssertEqual(head[header: "etag"], other[header: "etag"])
    }

    func testFilesAreKeptForGoodAndNothingElseRuns() async throws {
        let page = try await centre.main.get("/")
        let policy = try XCTUnwrap(page[header: "content-security-policy"])
        XCTAssertTrue(policy.hasPrefix("default-src 'none'; script-src 'self';"), policy)
        XCTAssertFalse(policy.contains("unsafe"), policy)
        XCTAssertFalse(page.text.contains("<style") || page.text.contains(" style="))
        let addresses = page.text.matches(of: /(?:href|src)="(\/assets\/[^"]+)"/).map {
            String($0.1)
        }
        XCTAssertGreaterThan(addresses.count, 5)
        for address in Set(addresses) {
            let file = try await centre.main.get(address, ["Accept-Encoding": "gzip"])
            XCTAssertEqual(file.status, 200, address)
            XCTAssertEqual(
                file[header: "cache-control"], "public, max-age=31536000, immutable", address)
            XCTAssertEqual(file[header: "vary"], "Accept-Encoding", address)
        }
        let stale = try await centre.main.get("/assets/older-digest/app.css")
        XCTAssertEqual(stale.status, 404)
    }

    func testProblemsAreAPageForPeopleAndJSONForPrograms() async throws {
        let browsers = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
        for (path, status) in [
            ("/nothing", 404), ("/e/999", 404), ("/events/999", 404), ("/book", 405),
            ("/bookings", 401),
        ] {
            let page = try await centre.main.get(path, ["Accept": browsers])
            XCTAssertEqual(page.status, status, path)
            XCTAssertEqual(page[header: "content-type"], "text/html; charset=utf-8", path)
            XCTAssertTrue(page.text.contains("<h1>"), path)
            XCTAssertNotNil(page[header: "content-security-policy"], path)
            for accept in ["*/*", "application/json", "application/json, text/html;q=0.5"] {
                let problem = try await centre.main.get(path, ["Accept": accept])
                XCTAssertEqual(problem.status, status, path)
                XCTAssertEqual(problem[header: "content-type"], "application/problem+json")
                XCTAssertEqual(problem[header: "vary"], "Accept")
                XCTAssertNotNil(problem.code)
            }
        }
        // What a status obliges to is said to both.
        let refused = try await centre.main.get("/bookings", ["Accept": browsers])
        XCTAssertNotNil(refused[header: "www-authenticate"])
        let other = try await centre.main.get("/book", ["Accept": browsers])
        XCTAssertNotNil(other[header: "allow"])
    }
}
