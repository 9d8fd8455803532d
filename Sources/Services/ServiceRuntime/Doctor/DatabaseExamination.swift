import Foundation
import SQLite

/// Looks at a database's file without changing it.
struct DatabaseExamination {
    let path: String
    let migrations: [Migration]

    func findings(_ inside: (Transaction) throws -> [Finding]) -> [Finding] {
        guard FileManager.default.fileExists(atPath: path) else {
            return [
                .remark(
                    "there is no database at \(path)", "the first start makes one",
                    "If there should be one, set DATABASE to where it is")
            ]
        }
        let privacy = Privacy(path).findings(of: "the database")
        do {
            let damage = try Database.quickCheck(fileAt: path)
            guard damage.isEmpty else { return privacy + [self.damage(damage)] }
            return try privacy + Database.read(fileAt: path) { try content($0, inside) }
        } catch {
            return privacy + [
                .fault(
                    "the database \(path) cannot be read (\(error))",
                    "the service could not start", "Put a backup in its place")
            ]
        }
    }

    private func content(
        _ tx: Transaction, _ inside: (Transaction) throws -> [Finding]
    ) throws -> [Finding] {
        let version = try tx.userVersion()
        let mode = try tx.first("PRAGMA journal_mode") { $0.string(0) } ?? ""
        var findings: [Finding] = []
        if mode != "wal" {
            findings.append(
                .well("journal mode \(mode), as in a backup; the next start turns it to wal"))
        }
        let log = DatabaseFiles(path).logSize
        if log > 256e6 {
            findings.append(
                .remark(
                    "the write-ahead log of \(path) has \(Int(log / 1e6)) MB",
                    "something has been reading for long and keeps it from being emptied",
                    "Look for a program that holds the database open, or start the service anew"))
        }
        if version > migrations.count {
            findings.append(
                .fault(
                    "the database is of version \(version) and this program of"
                        + " \(migrations.count)", "an older program must not write to it",
                    "Install the newer program again, or restore a backup of its time"))
        } else if version < migrations.count {
            findings.append(
                .remark(
                    "the database is of version \(version) and this program of"
                        + " \(migrations.count)", "the next start brings it up to date",
                    "Make a backup first"))
        } else {
            let size = Int(DatabaseFiles(path).size / 1e6)
            findings.append(.well("\(path): \(size) MB, version \(version), no damage"))
            findings += try inside(tx)
        }
        return findings
    }

    private func damage(_ findings: [String]) -> Finding {
        .fault(
            "the database \(path) is damaged (\(findings.prefix(2).joined(separator: "; ")))",
            "nothing is served from it", "Put a backup in its place")
    }
}
