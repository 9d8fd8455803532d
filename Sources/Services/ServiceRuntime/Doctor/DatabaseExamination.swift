import Foundation
import SQLite

/// Examines a database's file without changing it.
struct DatabaseExamination {
    let settings: ServiceSettings
    let migrations: [Migration]

    private var path: String { settings.database }

    func findings(_ examineContent: (Transaction) throws -> [Finding]) -> [Finding] {
        var findings: [Finding] = []
        guard FileManager.default.fileExists(atPath: path) else {
            findings.warn(
                "there is no database at \(path)", "the first start creates it",
                "If it should exist already, correct DATABASE")
            return findings
        }
        findings = FileExamination(path: path).findings(of: "the database")
        findings += FileExamination.findings(besideDatabase: path)
        do {
            let damage = try Database.findings(of: .quick, fileAt: path)
            if damage.isEmpty {
                try settings.requireOwnDatabase(at: path)
                findings += try Database.read(fileAt: path) { try content($0, examineContent) }
            } else {
                let details = damage.prefix(2).joined(separator: "; ")
                findings.fail(
                    "the database \(path) is damaged (\(details))", "the service does not start",
                    "Replace it with a backup")
            }
        } catch let error as CommandError {
            findings.fail(
                "\(error)", "the service does not start",
                "Set DATABASE to the file of \(settings.name.rawValue)")
        } catch {
            findings.fail(
                "the database \(path) cannot be read (\(error))", "the service could not start",
                "Replace it with a backup")
        }
        return findings
    }

    private func content(
        _ tx: Transaction, _ examineContent: (Transaction) throws -> [Finding]
    ) throws -> [Finding] {
        var findings: [Finding] = []
        let mode = try tx.first("PRAGMA journal_mode") { $0.string(0) } ?? ""
        if mode != "wal" {
            findings.append(
                .ok("journal mode \(mode), as in a backup; the next start changes it to wal"))
        }
        let files = DatabaseFiles(path)
        if files.logBytes > 256e6 {
            findings.warn(
                "the write-ahead log of \(path) has \(Int(files.logBytes / 1e6)) MB",
                "a long read keeps it from being emptied",
                "Find the program that holds the database open, or restart the service")
        }
        let version = try tx.userVersion()
        let versions =
            "the database has schema version \(version), and this program \(migrations.count)"
        if version > migrations.count {
            findings.fail(
                versions, "an older program must not write to it",
                "Install the newer program again, or restore an older backup")
        } else if version < migrations.count {
            findings.warn(versions, "the next start brings it up to date", "Make a backup first")
        } else {
            let megabytes = Int(files.bytes / 1e6)
            findings.append(.ok("\(path): \(megabytes) MB, version \(version), no damage"))
            findings += try examineContent(tx)
        }
        return findings
    }
}
