import HTTPClient
import TestSupport
import Timekeeping
import XCTest

/// The pages as sent to a client without scripts.
final class PageRoutesTests: SystemTestCase {
    func testEventPagesNeedNoScript() async throws {
        let event = try await system.event(title: "Tea & Silence", price: 150_000)
        let list = try await system.main.get("/")
        XCTAssertEqual(list.status, 200)
        for text in ["Tea &amp; Silence", "₹1,500", "Arjun Patel", "href=\"/e/\(event)\""] {
            XCTAssertTrue(list.text.contains(text), "\(text) in \(list.text)")
        }
        let page = try await system.main.get("/e/\(event)")
        for text in [
            "<h1 dir=\"auto\">Tea &amp; Silence</h1>", "₹1,500", "datetime=\"20", "Kolkata time",
        ] {
            XCTAssertTrue(page.text.contains(text), "\(text) in \(page.text)")
        }
        let found = try await system.main.get("/?q=silence&kind=retreat")
        XCTAssertTrue(found.text.contains("Tea &amp; Silence"))
        let none = try await system.main.get("/?q=noise")
        XCTAssertTrue(none.text.contains("No events found"))
    }

    func testAnUnchangedPageIsAnsweredNotModified() async throws {
        let event = try await system.event(title: "Tea")
        let first = try await system.main.get("/e/\(event)", ["Accept-Encoding": "identity"])
        let tag = try XCTUnwrap(first["etag"])
        XCTAssertEqual(first["cache-control"], "no-cache")
        let known = ["If-None-Match": tag, "Accept-Encoding": "identity"]
        let same = try await system.main.get("/e/\(event)", known)
        XCTAssertEqual(same.status, 304)
        XCTAssertEqual(same.body.count, 0)
        _ = try await system.service.put("/api/facilitator/2/events/\(event)", #"{"title": "Tee"}"#)
        let other = try await system.main.get("/e/\(event)", known)
        XCTAssertEqual(other.status, 200)
        let head = try await system.main.send("HEAD", "/e/\(event)", nil, known)
        XCTAssertEqual(head.status, 200)
        XCTAssertEqual(head.body.count, 0)
        XCTAssertEqual(head["etag"], other["etag"])
    }

    func testAssetsAreImmutableAndOnlyOwnScriptsRun() async throws {
        let page = try await system.main.get("/")
        let policy = try XCTUnwrap(page["content-security-policy"])
        XCTAssertTrue(policy.hasPrefix("default-src 'none'; script-src 'self';"), policy)
        XCTAssertFalse(policy.contains("unsafe"), policy)
        XCTAssertFalse(page.text.contains("<style") || page.text.contains(" style="))
        let addresses = page.text.matches(of: /(?:href|src)="(\/assets\/[^"]+)"/).map {
            String($0.1)
        }
        XCTAssertGreaterThan(addresses.count, 5)
        for address in Set(addresses) {
            let file = try await system.main.get(address, ["Accept-Encoding": "gzip"])
            XCTAssertEqual(file.status, 200, address)
            XCTAssertEqual(
                file["cache-control"], "public, max-age=31536000, immutable", address)
            XCTAssertEqual(file["vary"], "Accept-Encoding", address)
        }
        let icon = try await system.main.get("/favicon.ico")
        XCTAssertEqual(icon.status, 200)
        XCTAssertEqual(icon["content-type"], "image/vnd.microsoft.icon")
        XCTAssertEqual(Array(icon.body.prefix(4)), [0, 0, 1, 0])
        let stale = try await system.main.get("/assets/older-digest/app.css")
        XCTAssertEqual(stale.status, 404)
    }

    func testProblemsAreHTMLForBrowsersAndJSONOtherwise() async throws {
        let browsers = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
        for (path, status) in [
            ("/nothing", 404), ("/e/999", 404), ("/events/999", 404), ("/book", 405),
            ("/bookings", 401),
        ] {
            let page = try await system.main.get(path, ["Accept": browsers])
            XCTAssertEqual(page.status, status, path)
            XCTAssertEqual(page["content-type"], "text/html; charset=utf-8", path)
            XCTAssertTrue(page.text.contains("<h1>"), path)
            XCTAssertNotNil(page["content-security-policy"], path)
            for accept in ["*/*", "application/json", "application/json, text/html;q=0.5"] {
                let problem = try await system.main.get(path, ["Accept": accept])
                XCTAssertEqual(problem.status, status, path)
                XCTAssertEqual(problem["content-type"], "application/problem+json")
                XCTAssertEqual(problem["vary"], "Accept")
                XCTAssertNotNil(problem.code)
            }
        }
        // Java's default. A page's address and an unknown one answer a page.
        let java = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"
        for (method, path, isPage) in [
            ("GET", "/events/999", false), ("GET", "/bookings", false), ("GET", "/book", false),
            ("POST", "/book", false), ("DELETE", "/me", false), ("POST", "/nothing", false),
            ("DELETE", "/e/999", false), ("GET", "/e/999", true), ("GET", "/nothing", true),
            ("POST", "/sandbox/pay/none", false),
        ] {
            for accept in method == "GET" || path.hasPrefix("/sandbox") ? [java] : [java, browsers]
            {
                let problem = try await system.main.send(method, path, nil, ["Accept": accept])
                XCTAssertGreaterThanOrEqual(problem.status, 400, path)
                XCTAssertEqual(
                    problem["content-type"],
                    isPage ? "text/html; charset=utf-8" : "application/problem+json",
                    "\(method) \(path) \(accept)")
            }
        }
        let form = try await system.main.send(
            "POST", "/sandbox/pay/none", nil, ["Accept": browsers])
        XCTAssertEqual(form["content-type"], "text/html; charset=utf-8")
        // Required header fields are sent with both.
        let refused = try await system.main.get("/bookings", ["Accept": browsers])
        XCTAssertNotNil(refused["www-authenticate"])
        let other = try await system.main.get("/book", ["Accept": browsers])
        XCTAssertNotNil(other["allow"])
    }

    func testAPageWithASlashAtItsEndIsRedirected() async throws {
        let event = try await system.event()
        for (path, target) in [
            ("/e/\(event)/", "/e/\(event)"), ("/facilitator/", "/facilitator"),
            ("/my/bookings/?x=1", "/my/bookings?x=1"), ("/docs/", "/docs"),
            ("/facilitator/events/7/edit/", "/facilitator/events/7/edit"),
        ] {
            for method in ["GET", "HEAD"] {
                let answer = try await system.main.send(method, path)
                XCTAssertEqual(answer.status, 308, path)
                XCTAssertEqual(answer["location"], target)
            }
        }
        for path in [
            "/events/", "/book/", "/nothing/", "//e/\(event)/", "/e/\(event)//", "/healthz/",
        ] {
            let answer = try await system.main.get(path)
            XCTAssertEqual(answer.status, 404, path)
        }
        let post = try await system.main.send("POST", "/e/\(event)/")
        XCTAssertEqual(post.status, 404)
    }

    func testAnEventThatHasBegunHasNoButtonToBook() async throws {
        let event = try await system.event(startsInHours: 1)
        let button = "<a class=\"button little\" href=\"/e/\(event)#booking\""
        let before = try await system.main.get("/").text
        XCTAssertTrue(before.contains("\(button)>"), before)
        system.advance(seconds: 3_601)
        let after = try await system.main.get("/").text
        XCTAssertTrue(after.contains("<h2>Under way</h2>"), after)
        XCTAssertTrue(after.contains("\(button) hidden>"), after)
    }

    func testTheDateFilterUsesTheEventsTimeZone() async throws {
        // 07:00 on 12 February in Tokyo, 19:00 on 11 February in Los Angeles.
        try await add("Dawn in Tokyo", "Asia/Tokyo", "2027-02-11T22:00:00Z")
        try await add("Dusk in Los Angeles", "America/Los_Angeles", "2027-02-12T03:00:00Z")
        for (day, shown) in [
            ("2027-02-11", ["Dawn in Tokyo", "Dusk in Los Angeles"]),
            ("2027-02-12", ["Dawn in Tokyo"]), ("2027-02-13", []),
        ] {
            let page = try await system.main.get("/?from=\(day)").text
            for title in ["Dawn in Tokyo", "Dusk in Los Angeles"] {
                XCTAssertEqual(page.contains(title), shown.contains(title), "\(title) on \(day)")
            }
        }
    }

    func testTheWeekShowsEachEventOnTheDayOfItsOwnClock() async throws {
        // 07:00 on 12 February in Tokyo, 19:00 on 11 February in Los Angeles.
        try await add("Dawn in Tokyo", "Asia/Tokyo", "2027-02-11T22:00:00Z")
        try await add("Dusk in Los Angeles", "America/Los_Angeles", "2027-02-12T03:00:00Z")
        let page = try await system.main.get("/?view=week&from=2027-02-10").text
        let days = page.components(separatedBy: "<section class=\"week-day").dropFirst()
        XCTAssertEqual(days.count, 7)
        XCTAssertEqual(
            days.map { $0.contains("Dawn in Tokyo") },
            [false, false, true, false, false, false, false])
        XCTAssertEqual(
            days.map { $0.contains("Dusk in Los Angeles") },
            [false, true, false, false, false, false, false])
        XCTAssertTrue(page.contains("</time> Tokyo time"))
        XCTAssertTrue(page.contains("</time> Los Angeles time"))
        try await add("Noon in Tokyo", "Asia/Tokyo", "2027-03-11T03:00:00Z")
        let single = try await system.main.get("/?view=week&from=2027-03-10").text
        XCTAssertTrue(single.contains("Times are in Tokyo time."))
        XCTAssertFalse(single.contains("</time> "))
        let later = try await system.main.get("/?view=week&from=2027-02-13").text
        XCTAssertFalse(later.contains("Dawn in Tokyo") || later.contains("Dusk in Los Angeles"))
    }

    func testAListThatGoesOnEndsWithACompleteDay() async throws {
        for day in 10...13 {
            for hour in 10..<20 {
                for place in 1...6 {
                    try await add(
                        "Talk \(day) \(hour) \(place)", "UTC", "2027-03-\(day)T\(hour):00:00Z")
                }
            }
        }
        let first = try await system.main.get("/").text
        let address = try XCTUnwrap(
            first.firstMatch(of: /class="more"><a class="button" href="([^"]+)"/)?.1)
        XCTAssertEqual(address, "/?from=2027-03-13")
        let rest = try await system.main.get(String(address)).text
        for (day, isFirst) in [(10, true), (11, true), (12, true), (13, false)] {
            XCTAssertEqual(first.contains("Talk \(day) "), isFirst, "\(day)")
            XCTAssertEqual(rest.contains("Talk \(day) "), !isFirst, "\(day)")
        }
    }

    /// Creates an event of one hour.
    private func add(_ title: String, _ zone: String, _ start: String) async throws {
        let end = try XCTUnwrap(Timestamp(rfc3339: start)).adding(seconds: 3_600).rfc3339
        let created = try await system.service.post(
            "/api/facilitator/2/events",
            """
            {"title": "\(title)", "description": "", "kind": "session", "location": "Here",
             "time_zone": "\(zone)", "starts_at": "\(start)", "ends_at": "\(end)", "capacity": 9,
             "price": 0, "currency": "INR", "refund_policy": []}
            """)
        XCTAssertEqual(created.status, 201, created.text)
    }
}
