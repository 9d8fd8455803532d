import HTTPClient
import JSONCoding
import TestSupport
import XCTest

extension TestSystem {
    /// Creates a series of Arjun's in Berlin, on Tuesdays at 18:00 from 2 July 2030; returns
    /// {series, events}.
    func series(
        _ rule: String = "FREQ=WEEKLY;COUNT=6", title: String = "Evening Circle",
        startsOn: String = "2030-07-02T18:00", price: Int = 0
    ) async throws -> JSONValue {
        let created = try await service.post(
            "/api/facilitator/2/series",
            """
            {"title": \(title.asJSON), "location": "Berlin", "time_zone": "Europe/Berlin",
             "rule": "\(rule)", "starts_on": "\(startsOn)", "duration_minutes": 90,
             "capacity": 20, "price": \(price), "currency": "EUR",
             "refund_policy": [{"hours_before": 48, "percent": 50}]}
            """)
        XCTAssertEqual(created.status, 201, created.text)
        return created.json
    }

    /// The series as its facilitator has it now, with all events.
    func reload(_ series: JSONValue) async throws -> JSONValue {
        try await service.get("/api/facilitator/2/series/\(series.seriesID)").json
    }
}

extension JSONValue {
    /// The ID of a series.
    var seriesID: Int { self["series"]?["id"]?.int ?? 0 }

    /// The IDs of a series' events, soonest first.
    var eventIDs: [Int] { self["events"]?.array?.compactMap { $0["id"]?.int } ?? [] }

    /// The texts of a field of a series' events, soonest first.
    func texts(_ field: String) -> [String] {
        self["events"]?.array?.compactMap { $0[field]?.string } ?? []
    }
}
