import XCTest

/// The page's events from a day on are those that last into it by their own clocks.
final class EventDayTests: XCTestCase {
    private var centre: Centre!

    override func setUp() async throws { centre = try await Centre() }
    override func tearDown() async throws {
        await centre.close()
        centre = nil
    }

    func testADayBeginsWhereTheEventIs() async throws {
        // 07:00 on 12 February in Tokyo, 19:00 on 11 February in Los Angeles.
        try await add("Dawn in Tokyo", "Asia/Tokyo", "2027-02-11T22:00:00Z")
        try await add("Dusk in Los Angeles", "America/Los_Angeles", "2027-02-12T03:00:00Z")
        for (day, shown) in [
            ("2027-02-11", ["Dawn in Tokyo", "Dusk in Los Angeles"]),
            ("2027-02-12", ["Dawn in Tokyo"]), ("2027-02-13", []),
        ] {
            let page = try await centre.main.get("/?from=\(day)").text
            for title in ["Dawn in Tokyo", "Dusk in Los Angeles"] {
                XCTAssertEqual(page.contains(title), shown.contains(title), "\(title) on \(day)")
            }
        }
    }

    /// An event of an hour.
    private func add(_ title: String, _ zone: String, _ start: String) async throws {
        let end = start.replacing("22:00", with: "23:00").replacing("03:00:", with: "04:00:")
        let created = try await centre.service.post(
            "/api/facilitator/2/events",
            """
            {"title": "\(title)", "description": "", "kind": "session", "location": "Here",
             "time_zone": "\(zone)", "starts_at": "\(start)", "ends_at": "\(end)", "capacity": 9,
             "price": 0, "currency": "INR", "refund_policy": []}
            """)
        XCTAssertEqual(created.status, 201, created.text)
    }
}
