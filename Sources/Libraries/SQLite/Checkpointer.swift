import CSQLite
import Dispatch
import Synchronization

/// Keeps the write-ahead log short: carries its pages over to the database's file.
///
/// Left to itself, SQLite does so in the commit that made the log long, and all whose writes come
/// next wait for it. Here a thread beside the writer's does it over a connection of its own. A log
/// begins anew only once all of it was carried over, so the writer adds, between two groups, the
/// little that has come meanwhile.
///
/// Unchecked Sendable: `connection` is only used on `queue`, and `longest` by the writer's thread.
final class Checkpointer: @unchecked Sendable {
    private enum Stage: UInt8, AtomicRepresentable {
        case idle, copying, copied
    }

    private let maximum: Int
    private let open: @Sendable () throws -> Connection
    private let queue = DispatchQueue(label: "checkpoints")
    private var connection: Connection?
    private let stage = Atomic(Stage.idle)
    /// How many pages the log may have before something is done about it.
    private var longest: Int

    /// - Parameters:
    ///   - maximumLogPages: How many pages the log may have.
    ///   - open: Makes the connection, when it is first needed.
    init(maximumLogPages: Int, _ open: @escaping @Sendable () throws -> Connection) {
        maximum = maximumLogPages
        longest = maximumLogPages
        self.open = open
    }

    /// Does what is due after a commit; called by the writer, between two groups.
    func logHasGrown(on writer: Connection) {
        guard writer.pagesInLog >= longest else { return }
        switch stage.load(ordering: .acquiring) {
        case .idle:
            stage.store(.copying, ordering: .relaxed)
            queue.async { self.copy() }
        case .copying:
            break
        case .copied:
            // What a reader still needs cannot be written over. It is tried again when there is
            // more to carry.
            longest = writer.checkpoint() ? maximum : writer.pagesInLog + maximum
            stage.store(.idle, ordering: .relaxed)
        }
    }

    private func copy() {
        // Without a connection of its own, all of it is left to the writer.
        connection = connection ?? (try? open())
        _ = connection?.checkpoint()
        stage.store(.copied, ordering: .releasing)
    }

    /// Waits for what is under way and closes the connection, after the writer has ended.
    func close() {
        queue.sync { connection = nil }
    }
}

extension Connection {
    /// Keeps count of the log's pages, and leaves it to others to keep it short.
    func countPagesInLog() {
        // SQLite's own checkpoints hang on this hook, which so ends them.
        sqlite3_wal_hook(
            handle,
            { connection, _, _, pages in
                if let connection {
                    Unmanaged<Connection>.fromOpaque(connection).takeUnretainedValue()
                        .pagesInLog = Int(pages)
                }
                return SQLITE_OK
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Carries over to the file what no reader needs in the log, without waiting for anybody.
    ///
    /// - Returns: Whether that was all of the log, so that it begins anew with the next write.
    fileprivate func checkpoint() -> Bool {
        var pages: Int32 = 0
        var copied: Int32 = 0
        let code = sqlite3_wal_checkpoint_v2(
            handle, nil, SQLITE_CHECKPOINT_PASSIVE, &pages, &copied)
        return code == SQLITE_OK && copied == pages
    }
}
