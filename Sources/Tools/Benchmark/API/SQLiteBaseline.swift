import CSQLite

/// Writes the rows of free bookings with SQLite alone, as a baseline for the service.
///
/// One thread, prepared statements, `synchronous=FULL` and a commit per group, without HTTP,
/// tokens, reads, savepoints and JSON.
final class SQLiteBaseline {
    struct Failure: Error {
        let message: String
    }

    private let handle: OpaquePointer
    private var statements: [OpaquePointer] = []

    init(path: String) throws(Failure) {
        var opened: OpaquePointer?
        sqlite3_open(path, &opened)
        guard let opened else { throw Failure(message: "out of memory") }
        handle = opened
        for pragma in ["journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"] {
            sqlite3_exec(opened, "PRAGMA \(pragma)", nil, nil, nil)
        }
        for text in Self.inserts {
            var statement: OpaquePointer?
            sqlite3_prepare_v2(opened, text, -1, &statement, nil)
            guard let statement else { throw Self.failure(of: opened) }
            statements.append(statement)
        }
    }

    deinit {
        for statement in statements { sqlite3_finalize(statement) }
        sqlite3_close(handle)
    }

    /// Measures bookings of the last event by each guest, then of the event before it, and so on.
    ///
    /// - Parameter group: The bookings in a transaction.
    func bookingsPerSecond(group: Int, seconds: Int) throws(Failure) -> Double {
        var guest: Int64 = 0
        let guests = try number("SELECT max(id) FROM users")
        var event = try number("SELECT max(id) FROM events")
        var booking = try number("SELECT coalesce(max(id), 0) FROM bookings")
        var bookings = 0
        let start = ContinuousClock.now
        let deadline = start + .seconds(seconds)
        while ContinuousClock.now < deadline {
            try execute("BEGIN IMMEDIATE")
            for _ in 0..<group {
                guest += 1
                if guest > guests { (guest, event) = (1, event - 1) }
                booking += 1
                try insert(booking: booking, guest: guest, event: event)
            }
            try execute("COMMIT")
            bookings += group
        }
        return Double(bookings) / ((ContinuousClock.now - start) / .seconds(1))
    }

    private func insert(booking: Int64, guest: Int64, event: Int64) throws(Failure) {
        for statement in statements {
            sqlite3_bind_int64(statement, 1, booking)
            sqlite3_bind_int64(statement, 2, guest)
            sqlite3_bind_int64(statement, 3, event)
            let code = sqlite3_step(statement)
            sqlite3_reset(statement)
            guard code == SQLITE_DONE else { throw Self.failure(of: handle) }
        }
    }

    private func execute(_ text: String) throws(Failure) {
        guard sqlite3_exec(handle, text, nil, nil, nil) == SQLITE_OK else {
            throw Self.failure(of: handle)
        }
    }

    private func number(_ text: String) throws(Failure) -> Int64 {
        var statement: OpaquePointer?
        sqlite3_prepare_v2(handle, text, -1, &statement, nil)
        defer { sqlite3_finalize(statement) }
        guard sqlite3_step(statement) == SQLITE_ROW else { throw Self.failure(of: handle) }
        return sqlite3_column_int64(statement, 0)
    }

    private static func failure(of handle: OpaquePointer) -> Failure {
        Failure(message: String(cString: sqlite3_errmsg(handle)))
    }

    /// ?1 is the booking, ?2 the guest, ?3 the event. A trigger counts the seats.
    private static let inserts = [
        """
        INSERT INTO bookings (id, event_id, user_id, seats, status, amount, currency,
            refund_policy, created_at, confirmed_at)
        VALUES (?1, ?3, ?2, 1, 'confirmed', 0, 'INR', '[]', 1800000000, 1800000000)
        """,
        """
        INSERT INTO outbox (notification_id, booking_id, type, status, amount_paid, created_at)
        VALUES (hex(randomblob(16)), ?1, 'booking.confirmed', 'confirmed', 0, 1800000000)
        """,
    ]
}
