import BookingDomain
import Foundation
import HTTPClient
import JSONCoding
import SQLite
import TestSupport
import XCTest

/// MainAPI is killed while the bookings of a cancelled series follow their events.
final class SeriesCrashTests: XCTestCase {
    private static let events = 10
    /// Of each event: more than one transaction cancels.
    private static let walkIns = 40

    private var folder = ""
    private var program: RunningProgram!

    override func setUpWithError() throws {
        folder = NSTemporaryDirectory() + "series-\(UUID().uuidString)"
        try start()
    }

    override func tearDownWithError() throws {
        program.kill()
        try? FileManager.default.removeItem(atPath: folder)
    }

    func testACrashLeavesNoBookingOfACancelledSeriesBehind() async throws {
        let events = try await createSeries()
        let asha = try await program.client.registered("asha")
        var booked: [Int] = []
        for event in events {
            booked.append(try await asha.book(event))
            for number in 1...Self.walkIns {
                let added = try await service.post(
                    "/internal/facilitators/2/events/\(event)/bookings",
                    #"{"name": "Walk-in \#(number)"}"#)
                XCTAssertEqual(added.status, 201, added.text)
            }
        }
        let cancelled = try await service.delete(
            "/internal/facilitators/2/series/1?from=\(events[0])")
        XCTAssertEqual(cancelled.status, 200, cancelled.text)
        program.kill()
        XCTAssertGreaterThan(try bookingsToFollow(), 0, "the crash came too late")
        // The bookings read as cancelled at once, and each start of the program makes progress.
        try start()
        let found = try await asha.at(program).get("/bookings/\(booked[9])")
        XCTAssertEqual(found.json["status"], "cancelled", found.text)
        XCTAssertEqual(
            found.json["timeline"]?.array?.last?["kind"], "cancelled", found.text)
        program.kill()
        try start()
        try await waitUntil { try bookingsToFollow() == 0 }
        program.kill()
        let database = try openMainDatabase(in: folder)
        defer { database.close() }
        try database.read { tx in
            func count(_ sql: SQL) throws -> Int? { try tx.first(sql) { $0.int(0) } }
            let bookings = Self.events * (Self.walkIns + 1)
            XCTAssertEqual(
                try count("SELECT count(*) FROM booking_changes WHERE kind = 'cancelled'"), bookings
            )
            XCTAssertEqual(
                try count("SELECT count(*) FROM outbox WHERE type = 'booking.cancelled'"), bookings)
            XCTAssertEqual(
                try count("SELECT count(*) FROM notifications WHERE kind = 'event_cancelled'"),
                Self.events)
            XCTAssertEqual(try tx.invariantViolations(), [])
        }
    }

    private var service: TestClient { program.client.with(token: TestSystem.serviceToken) }

    private func createSeries() async throws -> [Int] {
        let created = try await service.post(
            "/internal/facilitators/2/series",
            """
            {"facilitator": {"id": 2, "name": "Arjun Patel"}, "event": {"title": "Yoga",
             "time_zone": "Europe/Berlin", "starts_on": "2099-02-12T18:00", "duration_minutes": 60,
             "rule": "FREQ=DAILY;COUNT=\(Self.events)", "capacity": 50}}
            """)
        let events = created.json["events"]?.array?.compactMap { $0["id"]?.int } ?? []
        XCTAssertEqual(events.count, Self.events, created.text)
        return events
    }

    private func bookingsToFollow() throws -> Int {
        let database = try openMainDatabase(in: folder)
        defer { database.close() }
        return try database.read { tx in
            try tx.first(
                """
                SELECT count(*) FROM bookings b JOIN events e ON e.id = b.event_id
                WHERE e.status = 'cancelled' AND b.status IN ('held', 'confirmed')
                """
            ) { $0.int(0) } ?? 0
        }
    }

    private func start() throws {
        program = try Program.mainAPI.start(
            ["--port", "0", "--database", folder + "/main.sqlite"],
            environment: ["CRM_URL": "http://127.0.0.1:9", "LIMIT_ADDRESSES": "0"])
    }
}

extension TestClient {
    /// The same client at a program that was started again.
    fileprivate func at(_ program: RunningProgram) -> TestClient {
        program.client.with(token: token)
    }
}
