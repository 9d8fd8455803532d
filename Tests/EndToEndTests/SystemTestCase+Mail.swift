import Foundation
import SQLite
import TestSupport
import XCTest

extension SystemTestCase {
    /// Restarts the services with a mail program; returns the program's folder.
    func restart(sendingBy commands: String) async throws -> String {
        let folder = NSTemporaryDirectory() + "sendmail-\(UUID().uuidString)"
        addTeardownBlock { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let script = folder + "/sendmail"
        _ = FileManager.default.createFile(
            atPath: script, contents: Data("#!/bin/sh\ncd \(folder)\n\(commands)\n".utf8),
            attributes: [.posixPermissions: 0o700])
        try await restart(
            environment: ["MAIL_SENDMAIL": script, "MAIL_FROM": "desk@example.org"])
        return folder
    }

    func execute(_ sql: SQL) throws {
        let database = try system.openDatabase()
        defer { database.close() }
        try database.writeSynchronously { _ = try $0.execute(sql) }
    }
}
