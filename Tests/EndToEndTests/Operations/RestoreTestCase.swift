import Foundation
import HTTPClient
import TestSupport
import XCTest

/// A test with both executables, which are backed up, restored and started again.
class RestoreTestCase: XCTestCase {
    private(set) var installation: Installation!

    override func setUp() async throws { installation = try await Installation() }
    override func tearDown() async throws { await installation?.close() }

    func backup(_ service: String) throws {
        let result = try program(service).run(
            ["backup", backupPath(service), "--database", path(service)],
            environment: installation.settings)
        XCTAssertEqual(result.status, 0, result.errors)
    }

    func restore(_ service: String) throws -> Program.Exit {
        try program(service).run(
            ["restore", backupPath(service), "--database", path(service)],
            environment: installation.settings)
    }

    /// Leaves the files beside the database, as an operator does.
    func deleteDatabase(_ service: String) throws {
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: path(service) + suffix)
        }
    }

    func path(_ service: String) -> String { "\(installation.folder)/\(service).sqlite" }

    func backupPath(_ service: String) -> String { "\(installation.folder)/backup-\(service)" }

    func startMain() throws -> RunningProgram {
        try Program.mainAPI.start(
            ["--port", installation.main.port, "--database", path("main")],
            environment: installation.settings)
    }

    func startCRM() throws -> RunningProgram {
        try Program.crmAPI.start(
            ["--port", installation.crm.port, "--database", path("crm")],
            environment: installation.settings)
    }

    func disablePriya() throws {
        let disabled = try Program.crmAPI.run(
            ["facilitator", "disable", "priya", "--database", path("crm")],
            environment: installation.settings)
        XCTAssertEqual(disabled.status, 0, disabled.errors)
    }

    func reconcile() throws -> Program.Exit {
        try Program.crmAPI.run(
            ["reconcile", "--database", path("crm")], environment: installation.settings)
    }

    func priyasLogin(at crm: RunningProgram) async throws -> ClientResponse {
        try await crm.client.logIn("priya", "a-long-password")
    }

    private func program(_ service: String) -> Program {
        service == "main" ? .mainAPI : .crmAPI
    }
}
