import Glibc
import Platform
import Synchronization

/// The reader connections of one database: one for each thread that reads.
///
/// A thread finds its own through a thread-specific table, without a lock. The table's destructor
/// closes them when the thread ends; ``closeAll()`` closes those of threads that live on.
final class ReaderConnections: Sendable {
    typealias Opening = @Sendable () throws -> Connection

    /// Nil once closed.
    private let open: Mutex<[ObjectIdentifier: Reader]?>
    private let isClosed = Atomic(false)
    private let opening: Opening

    init(_ opening: @escaping Opening) {
        self.opening = opening
        open = Mutex([:])
    }

    /// The calling thread's own connection, opened on its first use.
    ///
    /// - Throws: ``DatabaseClosed`` after ``closeAll()``, and errors of opening the file.
    func current() throws -> Connection {
        guard !isClosed.load(ordering: .acquiring) else { throw DatabaseClosed() }
        let table = try ThreadReaders.current()
        if let connection = table.reader(of: self)?.connection { return connection }
        let connection = try opening()
        let reader = Reader(connection, of: self)
        try open.withLock { open in
            guard open != nil else { throw DatabaseClosed() }
            open?[ObjectIdentifier(reader)] = reader
        }
        table.add(reader)
        return connection
    }

    /// The number of threads that have a connection now.
    var count: Int { open.withLock { $0?.count ?? 0 } }

    /// Closes every thread's connection; those threads must have stopped reading.
    func closeAll() {
        isClosed.store(true, ordering: .releasing)
        let readers = open.withLock { open in
            defer { open = nil }
            return open
        }
        for reader in (readers ?? [:]).values { reader.connection = nil }
    }

    /// Closes one connection, on its own thread at the thread's end.
    fileprivate func close(_ reader: Reader) {
        let wasOpen = open.withLock { $0?.removeValue(forKey: ObjectIdentifier(reader)) != nil }
        // Otherwise closeAll() closes it.
        if wasOpen { reader.connection = nil }
    }

    fileprivate var isOpen: Bool { !isClosed.load(ordering: .acquiring) }
}

/// A thread's connection to one database.
///
/// Unchecked Sendable: only its own thread uses `connection`. It is set to nil at the thread's end
/// or by ``ReaderConnections/closeAll()``, whose caller ensures that the thread has stopped reading.
/// The lock around `open` decides which of the two does it.
private final class Reader: @unchecked Sendable {
    let owner: ReaderConnections
    var connection: Connection?

    init(_ connection: Connection, of owner: ReaderConnections) {
        self.owner = owner
        self.connection = connection
    }
}

/// The connections of one thread, one for each database it reads.
private final class ThreadReaders {
    private var readers: [Reader] = []

    deinit {
        for reader in readers { reader.owner.close(reader) }
    }

    func reader(of owner: ReaderConnections) -> Reader? {
        for reader in readers where reader.owner === owner { return reader }
        return nil
    }

    func add(_ reader: Reader) {
        readers.removeAll { !$0.owner.isOpen }
        readers.append(reader)
    }

    static func current() throws(SystemError) -> ThreadReaders {
        let key = try key.get()
        if let table = pthread_getspecific(key) {
            return Unmanaged<ThreadReaders>.fromOpaque(table).takeUnretainedValue()
        }
        let table = ThreadReaders()
        let retained = Unmanaged.passRetained(table)
        let code = pthread_setspecific(key, retained.toOpaque())
        guard code == 0 else {
            retained.release()
            throw SystemError("storing a reader connection", code: code)
        }
        return table
    }

    /// One key for all databases, as a process has only about a thousand.
    private static let key: Result<pthread_key_t, SystemError> = {
        var key = pthread_key_t()
        let code = pthread_key_create(&key) { table in
            if let table { Unmanaged<ThreadReaders>.fromOpaque(table).release() }
        }
        guard code == 0 else {
            return .failure(
                SystemError("creating a thread-specific key", code: code))
        }
        return .success(key)
    }()
}
