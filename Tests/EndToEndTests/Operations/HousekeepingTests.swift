import BookingStore
import Foundation
import PaymentGateways
import SQLite
import TestSupport
import Timekeeping
import XCTest

/// Expired rows are deleted at startup and periodically.
final class HousekeepingTests: SystemTestCase {
    func testExpiredRowsArePurgedAndOthersRemain() async throws {
        let folder = NSTemporaryDirectory() + "house-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let arguments = ["--port", "0", "--database", folder + "/main.sqlite"]
        let environment = ["CRM_URL": "http://127.0.0.1:9"]
        var program = try Program.mainAPI.start(arguments, environment: environment)
        _ = await program.stop()

        let now = WallClock.system.now()
        @Sendable func daysAgo(_ days: Int64) -> Int64 {
            now.adding(seconds: -days * 86_400).unixSeconds
        }
        let main = try openMainDatabase(in: folder)
        defer { main.close() }
        let sandbox = try SandboxStore(path: folder + "/main.sqlite.sandbox", clock: .system)
            .database
        defer { sandbox.close() }
        try main.writeSynchronously { tx in
            for days: Int64 in [39, 41] {
                try tx.execute(
                    """
                    INSERT INTO webhook_events (provider, event_id, type, processed_at)
                    VALUES ('stripe', \("evt_\(days)"), 'refund.updated', \(daysAgo(days)))
                    """)
            }
            for days: Int64 in [0, 2] {
                try tx.execute(
                    """
                    INSERT INTO idempotency_keys
                    VALUES ('user:1', \("key-\(days)"), x'00', 201, '[]', x'7b7d', \(daysAgo(days)))
                    """)
            }
        }
        try sandbox.writeSynchronously { tx in
            for delivered in [nil, daysAgo(6), daysAgo(8)] {
                try tx.execute(
                    """
                    INSERT INTO deliveries (body, next_attempt_at, delivered_at)
                    VALUES (x'7b7d', \(daysAgo(-1)), \(delivered))
                    """)
            }
        }
        program = try Program.mainAPI.start(arguments, environment: environment)
        try await waitUntil {
            try texts("SELECT event_id FROM webhook_events", in: main) == ["evt_39"]
                && texts("SELECT key FROM idempotency_keys", in: main) == ["key-0"]
                && texts("SELECT id || '' FROM deliveries", in: sandbox) == ["1", "2"]
        }
        program.kill()
    }

    func testNetworksOfOldLoginsArePurgedAtBothServices() async throws {
        _ = try await system.guest("asha")
        _ = try await system.guest("bhavin")
        _ = try await system.facilitator("arjun")
        _ = try await system.facilitator("kavya")
        let folder = system.folder
        let accounts = { @Sendable (service: String) in
            try Database.read(fileAt: "\(folder)/\(service).sqlite") { tx in
                try tx.all("SELECT account_id FROM known_networks ORDER BY 1") { $0.int64(0) }
            }
        }
        XCTAssertEqual(try accounts("main"), [1, 2])
        XCTAssertEqual(try accounts("crm"), [2, 3])

        system.clock.advance(seconds: 86_400)
        _ = try await system.main.logIn("asha", "asha-password")
        _ = try await system.facilitator("arjun")
        system.advance(seconds: 89 * 86_400 - 1)
        XCTAssertEqual(try accounts("main"), [1, 2])
        system.advance(seconds: 1)
        try await waitUntil { try accounts("main") == [1] && accounts("crm") == [2] }
        system.advance(seconds: 86_400)
        try await waitUntil { try accounts("main") == [] && accounts("crm") == [] }
    }

    private func texts(_ query: SQL, in database: Database) throws -> [String] {
        try database.read { tx in try tx.all(query) { $0.string(0) } }
    }
}
