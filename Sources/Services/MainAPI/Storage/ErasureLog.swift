import BookingDomain
import BookingStore
import Observability
import SQLite
import ServiceRuntime
import Timekeeping

/// The file beside the database that lists the erased guests.
///
/// A backup contains guests who were erased later; after its restoration, they are erased again.
struct ErasureLog: Sendable {
    private let file: AccountFile

    init(database: String) {
        file = AccountFile(path: database + ".erased")
    }

    /// The listed guests; empty if there is no file.
    ///
    /// - Throws: `SystemError`.
    func guests() throws -> [ErasedGuest] {
        try file.accounts().map {
            ErasedGuest(id: UserID($0.id), registeredAt: $0.createdAt)
        }
    }

    /// Adds guests and writes them to disk.
    ///
    /// - Throws: `SystemError`.
    func add(_ guests: [ErasedGuest]) throws {
        try file.add(guests.map { .init(id: $0.id.rawValue, createdAt: $0.registeredAt) })
    }

    /// Adds the guest of an erasure; after a failure, the next start adds them.
    func add(_ guest: ErasedGuest, log: Log) async {
        // Writing to disk would block the event loop.
        await Task.detached {
            do {
                try add([guest])
            } catch {
                log.error("erasure_not_listed", ["reason": "\(error)"])
            }
        }.value
    }

    /// Makes the database and the file agree, before the service starts.
    ///
    /// - Throws: `SystemError` or an error of the database.
    func synchronize(with database: Database, log: Log) async throws {
        let listed = try guests()
        let erased = Set(try database.read { try $0.users.erased() })
        let missing = listed.filter { !erased.contains($0) }
        if !missing.isEmpty {
            let count = try await database.write { try $0.eraseAgain(missing) }
            if count > 0 { log.warning("guests_erased_again", ["count": count]) }
        }
        try add(erased.subtracting(listed).sorted { $0.id.rawValue < $1.id.rawValue })
    }
}
