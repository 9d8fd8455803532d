import BookingDomain
import BookingStore
import Glibc
import Observability
import Platform
import SQLite
import TextEncoding
import Timekeeping

/// The file beside the database that lists the erased guests.
///
/// A backup contains guests who were erased later; this file has their erasure repeated after its
/// restoration. A line has the guest's ID and the time of the registration, in Unix time.
struct ErasureLog: Sendable {
    private let path: String

    init(database: String) {
        path = database + ".erased"
    }

    /// The listed guests; empty if there is no file.
    ///
    /// - Throws: `SystemError`.
    func guests() throws -> [ErasedGuest] {
        guard access(path, F_OK) == 0 else { return [] }
        let file = try Descriptor(open(path, O_RDONLY | O_CLOEXEC), of: "opening \(path)")
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(file.number, &buffer, buffer.count)
            guard count >= 0 else { throw SystemError("reading \(path)") }
            guard count > 0 else { break }
            bytes += buffer.prefix(count)
        }
        return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
            let words = line.split(separator: UInt8(ascii: " "))
                .map { Int64(digits: $0) }
            guard words.count == 2, let id = words[0], let seconds = words[1] else { return nil }
            return ErasedGuest(id: UserID(id), registeredAt: Timestamp(clamping: seconds))
        }
    }

    /// Adds guests and writes them to disk.
    ///
    /// - Throws: `SystemError`.
    func add(_ guests: [ErasedGuest]) throws {
        guard !guests.isEmpty else { return }
        // A line that a crash cut must not continue with this one.
        let lines = guests.map { "\n\($0.id) \($0.registeredAt.unixSeconds)\n" }
        let text = Array(lines.joined().utf8)
        let file = try Descriptor(
            open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600), of: "opening \(path)")
        guard write(file.number, text, text.count) == text.count, fsync(file.number) == 0 else {
            throw SystemError("writing \(path)")
        }
        try synchronizeFolder(of: path)
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
