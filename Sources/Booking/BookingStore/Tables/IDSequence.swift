import SQLite

/// Row IDs that are also stored elsewhere: in guests' tokens and links, at CRMAPI, at gateways.
///
/// An ID is never given to a second row. A restored database has lost the IDs that were given out
/// after its backup, so ``Transaction/skipIDs()`` leaves a gap behind the last one.
enum IDSequence: CaseIterable {
    case users, events, series, bookings, refunds, notices
}

extension Transaction {
    /// The number of IDs that may have been given out between a backup and its restoration.
    static var skippedIDs: Int64 { 1_000_000 }

    /// Skips the IDs that may have been given out since the backup that was just restored.
    package func skipIDs() throws {
        let last = try IDSequence.allCases.map(lastStoredID).max() ?? 0
        let floor = try max(last, metadata.integer(for: .idsGivenOut) ?? 0)
        try metadata.set("\(floor + Self.skippedIDs)", for: .idsGivenOut)
        let notice = try outbox.latest()
        try execute(
            """
            INSERT INTO skipped_notices (after, count)
            VALUES (\(notice), \(floor + Self.skippedIDs - notice))
            ON CONFLICT (after) DO UPDATE SET count = excluded.count
            """)
        invalidateCache()
    }

    func lastStoredID(_ sequence: IDSequence) throws -> Int64 {
        let query: SQL =
            switch sequence {
            case .users: "SELECT max(id) FROM users"
            case .events: "SELECT max(id) FROM events"
            case .series: "SELECT max(id) FROM series"
            case .bookings: "SELECT max(id) FROM bookings"
            case .refunds: "SELECT max(id) FROM refunds"
            case .notices: "SELECT max(id) FROM outbox"
            }
        return try first(query) { $0.int64(0) } ?? 0
    }
}
