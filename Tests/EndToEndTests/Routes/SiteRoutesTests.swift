import BookingDomain
import Foundation
import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// How the site is found and shared, and how it shows the centre.
final class SiteRoutesTests: SystemTestCase {
    override var environment: [String: String] {
        ["PUBLIC_URL": "https://example.org/book", "ALLOW_SANDBOX": "1"]
    }

    private let base = "https://example.org/book"

    private func change(_ centre: String) async throws {
        let changed = try await system.facilitator("asha").put("/api/centre", centre)
        XCTAssertEqual(changed.status, 200, changed.text)
    }

    private func page(_ path: String) async throws -> String {
        let page = try await system.main.get(path)
        XCTAssertEqual(page.status, 200, "\(path): \(page.text)")
        return page.text
    }

    // Found and shared

    func testAnEventIsDescribedToSearchEngines() async throws {
        try await change(#"{"name": "Lotus House"}"#)
        let event = try await system.event(
            title: "Quiet </script><b>days", description: "", price: 150_050)
        let text = try await page("/e/\(event)")
        let block = try XCTUnwrap(
            text.firstMatch(of: /<script type="application\/ld\+json">(.*?)<\/script>/), text
        ).1
        XCTAssertTrue(block.contains("Quiet \\u003c/script>"), String(block))
        XCTAssertFalse(block.contains("<"), String(block))
        let json = try JSONValue(parsing: Array(block.utf8))
        XCTAssertEqual(json["name"]?.string, "Quiet </script><b>days")
        XCTAssertEqual(json["startDate"]?.string, "2027-01-25T13:30:00+05:30")
        XCTAssertEqual(json["endDate"]?.string, "2027-01-25T15:30:00+05:30")
        XCTAssertEqual(json["eventStatus"]?.string, "https://schema.org/EventScheduled")
        XCTAssertEqual(json["location"]?["name"]?.string, "Rishikesh")
        XCTAssertEqual(json["organizer"]?["name"]?.string, "Lotus House")
        XCTAssertEqual(json["performer"]?["url"]?.string, base + "/f/2")
        XCTAssertEqual(json["url"]?.string, "\(base)/e/\(event)")
        let offer = json["offers"]
        XCTAssertEqual(offer?["price"]?.string, "1500.50")
        XCTAssertEqual(offer?["priceCurrency"]?.string, "INR")
        XCTAssertEqual(offer?["availability"]?.string, "https://schema.org/InStock")
        XCTAssertEqual(offer?["validFrom"]?.string, "2027-01-15T08:00:00Z")
        try await system.cancel(event)
        let after = try await page("/e/\(event)")
        XCTAssertTrue(after.contains("schema.org/EventCancelled"), after)
        XCTAssertTrue(after.contains("schema.org/Discontinued"), after)
    }

    func testOnlineAndFullEventsAreDescribedAsSuch() async throws {
        let event = try await system.event(location: "Online (Zoom)", capacity: 1)
        let open = try await page("/e/\(event)")
        XCTAssertTrue(open.contains("OnlineEventAttendanceMode"), open)
        XCTAssertTrue(open.contains(#""@type":"VirtualLocation""#), open)
        try await system.guest("bhavin").book(event)
        let full = try await page("/e/\(event)")
        XCTAssertTrue(full.contains("schema.org/SoldOut"), full)
    }

    func testPublicPagesHaveACanonicalAddressAndARasterPreview() async throws {
        try await change(#"{"name": "Lotus & House", "tagline": "Quiet by the river"}"#)
        let event = try await system.event()
        for (path, title) in [
            ("/", "What’s on"), ("/f/2", "Arjun Patel"), ("/e/\(event)", "Meditation Retreat"),
        ] {
            let text = try await page(path)
            for tag in [
                #"<link rel="canonical" href="\#(base)\#(path)">"#,
                #"<meta property="og:url" content="\#(base)\#(path)">"#,
                #"<meta property="og:title" content="\#(title)">"#,
                #"<meta property="og:site_name" content="Lotus &amp; House">"#,
                #"<meta name="twitter:card" content="summary_large_image">"#,
                "<title>\(title) · Lotus &amp; House</title>",
            ] {
                XCTAssertTrue(text.contains(tag), "\(tag) in \(text.prefix(3_000))")
            }
            let image = try XCTUnwrap(
                text.firstMatch(of: /og:image" content="https:\/\/example.org\/book([^"]+)"/)
            ).1
            let raster = try await system.main.get(String(image))
            XCTAssertEqual(raster["content-type"], "image/jpeg")
            XCTAssertEqual(Array(raster.body.prefix(3)), [0xFF, 0xD8, 0xFF])
            XCTAssertLessThan(raster.body.count, 36_000)
        }
        let filtered = try await page("/?q=silence&view=week")
        XCTAssertTrue(filtered.contains(#"rel="canonical" href="\#(base)/">"#))
    }

    func testSearchEnginesAreKeptFromPersonalPages() async throws {
        for path in [
            "/my/bookings", "/my/account", "/my/notifications", "/facilitator",
            "/facilitator/events/1", "/login", "/register", "/forgot", "/embed",
        ] {
            let page = try await system.main.get(path)
            XCTAssertEqual(page["x-robots-tag"], "noindex", path)
            XCTAssertTrue(page.text.contains(#"<meta name="robots" content="noindex">"#), path)
            XCTAssertFalse(page.text.contains("canonical"), path)
        }
        for path in ["/", "/docs"] {
            let page = try await system.main.get(path)
            XCTAssertNil(page["x-robots-tag"], path)
        }
    }

    func testTheSitemapHasThePublicEventsToComeAlone() async throws {
        let event = try await system.event()
        let cancelled = try await system.event()
        try await system.cancel(cancelled)
        var hidden: [Int] = []
        for visibility in ["unlisted", "draft"] {
            let id = try await system.event()
            let edit = try await system.service.put(
                "/api/facilitator/2/events/\(id)", #"{"visibility": "\#(visibility)"}"#)
            XCTAssertEqual(edit.status, 200, edit.text)
            hidden.append(id)
        }
        let map = try await system.main.get("/sitemap.xml")
        XCTAssertEqual(map["content-type"], "application/xml; charset=utf-8")
        let addresses = map.text.matches(of: /<loc>(.*?)<\/loc>/).map { String($0.1) }
        XCTAssertEqual(addresses, [base + "/", "\(base)/e/\(event)", base + "/f/2"])
        let profile = try await system.facilitator("kavya").patch(
            "/api/facilitator/3", #"{"text": "Breath and silence."}"#)
        XCTAssertEqual(profile.status, 200, profile.text)
        // CRMAPI sends it later.
        try await waitUntil {
            try await system.main.get("/sitemap.xml").text.contains("<loc>\(base)/f/3</loc>")
        }
        let robots = try await system.main.get("/robots.txt")
        XCTAssertTrue(robots.text.contains("\nSitemap: \(base)/sitemap.xml\n"), robots.text)
        let unlisted = try await system.main.get("/e/\(hidden[0])")
        XCTAssertEqual(unlisted["x-robots-tag"], "noindex")
        XCTAssertFalse(unlisted.text.contains("ld+json"))
        system.advance(seconds: 30 * 86_400)
        let later = try await system.main.get("/sitemap.xml")
        XCTAssertFalse(later.text.contains("/e/"), later.text)
    }

    func testTheManifestNamesTheCentreAndIconsThatAreThere() async throws {
        try await change(#"{"name": "Lotus House"}"#)
        let page = try await page("/")
        XCTAssertTrue(page.contains(#"<link rel="manifest" href="/book/manifest.webmanifest">"#))
        let manifest = try await system.main.get("/manifest.webmanifest")
        XCTAssertEqual(manifest["content-type"], "application/manifest+json")
        XCTAssertEqual(manifest.json["name"]?.string, "Lotus House")
        XCTAssertEqual(manifest.json["start_url"]?.string, "/book/")
        let icons = manifest.json["icons"]?.array ?? []
        XCTAssertEqual(icons.count, 3)
        let touch = try XCTUnwrap(page.firstMatch(of: /apple-touch-icon" href="([^"]+)"/)).1
        for path in icons.compactMap({ $0["src"]?.string }) + [String(touch)] {
            let icon = try await system.main.get(path)
            XCTAssertEqual(icon.status, 200, path)
            XCTAssertTrue(icon["content-type"]?.hasPrefix("image/") == true, path)
        }
        // The colors of the browser's bars are the backgrounds of the style sheet.
        let style = try XCTUnwrap(page.firstMatch(of: /href="([^"]+app\.css)"/)).1
        let css = try await system.main.get(String(style)).text
        let bars = page.matches(of: /theme-color" content="([^"]+)"/).map { String($0.1) }
        XCTAssertEqual(bars.count, 2)
        for color in bars { XCTAssertTrue(css.contains("--background: \(color);"), color) }
    }

    // Embedded

    func testTheListIsShownInFramesOfTheAllowedOriginsAlone() async throws {
        let event = try await system.event(title: "Evening Yoga")
        let before = try await system.main.get("/embed")
        XCTAssertTrue(
            before["content-security-policy"]?.contains("frame-ancestors 'none';") == true)
        try await change(
            #"{"embed_origins": ["https://lotus.example.org", "http://localhost:8080"]}"#)
        let frame = try await system.main.get("/embed?q=Evening")
        let policy = try XCTUnwrap(frame["content-security-policy"])
        XCTAssertTrue(
            policy.contains("frame-ancestors https://lotus.example.org http://localhost:8080;"),
            policy)
        XCTAssertNil(frame["x-frame-options"])
        XCTAssertTrue(frame.text.contains("href=\"/book/e/\(event)\""), frame.text)
        XCTAssertTrue(frame.text.contains(#"<base target="_top">"#), frame.text)
        XCTAssertTrue(frame.text.contains(#"action="/book/embed" target="_self""#), frame.text)
        for part in ["<header", "<footer", "<script"] {
            XCTAssertFalse(frame.text.contains(part), part)
        }
        // What opens in the whole window is a page, and what stays in the frame is the list.
        _ = try await system.series()
        for path in ["/embed?kind=session", "/embed?view=week"] {
            let links = try await page(path).matches(of: /<a ([^>]*)href="([^"]*)"([^>]*)>/)
            XCTAssertGreaterThan(links.count, 2, path)
            for link in links {
                let stays = link.3.contains(#"target="_self""#)
                let isList = link.2.hasPrefix("/book/embed") || link.2.hasPrefix("#")
                XCTAssertEqual(stays, isList, "\(link.0)")
                XCTAssertTrue(stays || link.2.hasPrefix("/book/e/"), "\(link.0)")
            }
        }
        let none = try await page("/embed?q=nothing+like+this")
        XCTAssertTrue(none.contains(#"href="/book/embed" target="_self">Show all"#), none)
        for path in ["/", "/e/\(event)", "/login"] {
            let other = try await system.main.get(path)
            XCTAssertTrue(
                other["content-security-policy"]?.contains("frame-ancestors 'none';") == true,
                path)
        }
    }

    // The center's face

    func testTheCentreIsInTheHeaderAndTheFooter() async throws {
        let plain = try await page("/")
        XCTAssertTrue(plain.contains("<h1>What’s on</h1>"), plain)
        try await change(
            """
            {"name": "Lotus <House>", "tagline": "Quiet by the river",
             "address": "12 Ganga Road\\nRishikesh",
             "contact": "desk@example.org\\n+91 135 555 0100\\nhttps://lotus.example.org",
             "imprint": "We are <Lotus>.\\nRegistered in Rishikesh.",
             "privacy": "https://lotus.example.org/privacy"}
            """)
        for path in ["/", "/my/bookings", "/facilitator/login"] {
            let text = try await page(path)
            XCTAssertFalse(text.contains("Sessions"), path)
            for part in [
                #"<span dir="auto">Lotus &lt;House&gt;</span>"#, "12 Ganga Road\nRishikesh",
                #"<a href="mailto:desk@example.org">"#, #"<a href="https://lotus.example.org">"#,
                #"<a href="/book/imprint">Imprint</a>"#,
                #"<a href="https://lotus.example.org/privacy">Privacy</a>"#,
            ] {
                XCTAssertTrue(text.contains(part), "\(part) on \(path)")
            }
            XCTAssertFalse(text.contains(">Terms<"), path)
        }
        let home = try await page("/")
        XCTAssertTrue(home.contains(#"<p dir="auto">Quiet by the river</p>"#), home)
        let imprint = try await page("/imprint")
        XCTAssertTrue(imprint.contains("We are &lt;Lotus&gt;.\nRegistered"), imprint)
        let privacy = try await system.main.get("/privacy")
        XCTAssertEqual(privacy["location"], "https://lotus.example.org/privacy")
        let terms = try await system.main.get("/terms")
        XCTAssertEqual(terms.status, 404)
    }

    func testTheAccentColorIsAStyleSheetOfItsOwn() async throws {
        let plain = try await page("/")
        XCTAssertFalse(plain.contains("/theme/"))
        try await change(##"{"accent": "#8a1c5c"}"##)
        let page = try await page("/")
        let path = try XCTUnwrap(
            page.firstMatch(of: /<link rel="stylesheet" href="(\/book\/theme\/[^"]+)">/), page
        ).1
        let style = try await system.main.get(String(path))
        XCTAssertEqual(style["content-type"], "text/css; charset=utf-8")
        XCTAssertEqual(style["cache-control"], "public, max-age=31536000, immutable")
        XCTAssertTrue(style.text.contains("--link:#8a1c5c"), style.text)
        let dark = try XCTUnwrap(style.text.split(separator: "dark").last)
        XCTAssertFalse(dark.contains("#8a1c5c"), "too dark for dark pages")
        for name in ["8a1c5c-AAAAAAAA", "ffff00-AAAAAAAA", "8a1c5c", "x", "%23"] {
            let unknown = try await system.main.get("/theme/\(name).css")
            XCTAssertEqual(unknown.status, 404, name)
        }
    }

    func testAFacilitatorHasAPublicPage() async throws {
        let early = try await system.main.get("/f/2")
        XCTAssertEqual(early.status, 404, "without an event and a text")
        let event = try await system.event(title: "Evening Yoga")
        let other = try await system.service.patch(
            "/api/facilitator/2", #"{"text": "Twenty years of <b>practice</b>.\nAnd more."}"#)
        XCTAssertEqual(other.status, 200, other.text)
        try await waitUntil {
            try await system.main.get("/f/2").text.contains("Twenty years of &lt;b&gt;")
        }
        let text = try await page("/f/2")
        XCTAssertTrue(text.contains(#"<h1 dir="auto">Arjun Patel</h1>"#), text)
        XCTAssertTrue(text.contains("href=\"/book/e/\(event)\""), text)
        let eventPage = try await page("/e/\(event)")
        XCTAssertTrue(eventPage.contains(#"href="/book/f/2""#), eventPage)
        for path in ["/f/999", "/f/x", "/f/02"] {
            let unknown = try await system.main.get(path)
            XCTAssertEqual(unknown.status, 404, path)
        }
    }
}
