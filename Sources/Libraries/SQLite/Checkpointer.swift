import CSQLite
import Dispatch
import Synchronization

/// Checkpoints: copies the pages of the write-ahead log to the database file, to limit the log.
///
/// SQLite's automatic checkpoint would run in a commit, and delay all following writes. Here another
/// thread copies over its own connection. SQLite resets a log only when all its pages are copied, so
/// the writer copies the few new ones between two groups.
///
/// Unchecked Sendable: `connection` is only used on `queue`, and `threshold` on the writer thread.
final class Checkpointer: @unchecked Sendable {
    private enum Stage: UInt8, AtomicRepresentable {
        case idle, copying, copied
    }

    private let maximum: Int
    private let open: @Sendable () throws -> Connection
    private let queue = DispatchQueue(label: "checkpoints")
    private var connection: Connection?
    private let stage = Atomic(Stage.idle)
    /// The log's length in pages from which on the next checkpoint is due.
    private var threshold: Int

    /// - Parameter open: Opens the connection when it is first needed.
    init(maximumLogPages: Int, _ open: @escaping @Sendable () throws -> Connection) {
        maximum = maximumLogPages
        threshold = maximumLogPages
        self.open = open
    }

    /// Starts or ends a checkpoint if one is due; the writer calls it between two groups.
    func didCommit(on writer: Connection) {
        guard writer.pagesInLog >= threshold else { return }
        switch stage.load(ordering: .acquiring) {
        case .idle:
            stage.store(.copying, ordering: .relaxed)
            queue.async { self.copy() }
        case .copying:
            break
        case .copied:
            // If a reader still needs the log, the next checkpoint waits for more pages.
            threshold = writer.checkpoint() ? maximum : writer.pagesInLog + maximum
            stage.store(.idle, ordering: .relaxed)
        }
    }

    private func copy() {
        // Without a connection, the writer copies all pages.
        connection = connection ?? (try? open())
        _ = connection?.checkpoint()
        stage.store(.copied, ordering: .releasing)
    }

    /// Waits for a running checkpoint and closes the connection, after the writer has ended.
    func close() {
        queue.sync { connection = nil }
    }
}

extension Connection {
    /// Updates ``pagesInLog`` at each commit, and ends SQLite's automatic checkpoints.
    func countPagesInLog() {
        // Automatic checkpoints use this hook, of which a connection has one.
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

    /// Copies the log's pages to the file, as far as readers allow without waiting for them.
    ///
    /// - Returns: Whether all pages were copied, so that the next write resets the log.
    fileprivate func checkpoint() -> Bool {
        var pages: Int32 = 0
        var copied: Int32 = 0
        let code = sqlite3_wal_checkpoint_v2(
            handle, nil, SQLITE_CHECKPOINT_PASSIVE, &pages, &copied)
        return code == SQLITE_OK && copied == pages
    }
}
