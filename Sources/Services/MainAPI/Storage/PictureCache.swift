import BookingDomain
import BookingStore
import SQLite
import ServiceRuntime
import Synchronization

/// The files of the pictures that were shown last; all responses share their bytes.
///
/// A name's bytes never change, so an entry is never outdated. Whether the picture is still there
/// must be looked up before.
final class PictureCache: Sendable {
    private static let capacityBytes = 32 << 20
    /// Bounds the search for the entry to remove.
    private static let maximumFiles = 1_000

    private struct Entries {
        private var files: [String: (file: PictureFile, lastUse: Int)] = [:]
        private var bytes = 0
        private var uses = 0

        mutating func find(_ name: String) -> PictureFile? {
            uses += 1
            files[name]?.lastUse = uses
            return files[name]?.file
        }

        mutating func insert(_ file: PictureFile) {
            uses += 1
            let former = files.updateValue((file, uses), forKey: file.picture.name)
            bytes += file.bytes.count - (former?.file.bytes.count ?? 0)
            while bytes > capacityBytes || files.count > maximumFiles,
                let oldest = files.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                files[oldest.key] = nil
                bytes -= oldest.value.file.bytes.count
            }
        }
    }

    private let entries = Mutex(Entries())
    /// Without reads of other kinds, which may take longer.
    private let reads: BackgroundReads
    private let running = Coalescer<String, Result<PictureFile?, any Error>>()

    init(of database: Database) {
        reads = BackgroundReads(of: database, limit: 256)
    }

    /// The file, if it is cached.
    func find(_ name: String) -> PictureFile? { entries.withLock { $0.find(name) } }

    /// Reads the file on a background thread, once for all who ask at the same time.
    ///
    /// - Returns: Nil if there is none.
    /// - Throws: As `BackgroundReads.read(_:)`.
    func read(_ name: String) async throws -> PictureFile? {
        try await running.value(for: name) { [self] in
            do {
                let file = try await reads.read { try $0.pictures.find(name) }
                if let file { entries.withLock { $0.insert(file) } }
                return .success(file)
            } catch {
                return .failure(error)
            }
        }.get()
    }
}
