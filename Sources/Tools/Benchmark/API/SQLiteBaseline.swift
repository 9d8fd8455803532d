import CSQLite

/// Writes the rows of free bookings with SQLite alone, as a baseline for the service.
///
/// One thread, prepared statements, `synchronous=FULL` and a commit per group, without HTTP,
/// tokens, reads, savepoints and JSON.
final class SQLiteBaseline {
    struct Failure: Error {
        let message: String
    }

    private var handle: OpaquePointer?
    private var statements: [OpaquePointer?] = []

    init(path: String) throws(Failure) {
        sqlite3_open(path, &handle)
        for pragma in ["journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"] {
            try execute("PRAGMA \(pragma)")
        }
        for text in Self.inserts { statements.append(try prepare(text)) }
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
            for (index, value) in [booking, guest, event].enumerated() {
                sqlite3_bind_int64(statement, Int32(index + 1), value)
            }
            let code = sqlite3_step(statement)
            sqlite3_reset(statement)
            try check(code == SQLITE_DONE)
        }
    }

    private func execute(_ text: String) throws(Failure) {
        try check(sqlite3_exec(handle, text, nil, nil, nil) == SQLITE_OK)
    }

    private func prepare(_ text: String) throws(Failure) -> OpaquePointer? {
        var statement: OpaquePointer?
        try check(sqlite3_prepare_v2(handle, text, -1, &statement, nil) == SQLITE_OK)
        return statement
    }

    private func number(_ text: String) throws(Failure) -> Int64 {
        let statement = try prepare(text)
        defer { sqlite3_finalize(statement) }
        try check(sqlite3_step(statement) == SQLITE_ROW)
        return sqlite3_column_int64(statement, 0)
    }

    private func check(_ isSuccess: Bool) throws(Failure) {
        if !isSuccess { throw Failure(message: String(cString: sqlite3_errmsg(handle))) }
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
