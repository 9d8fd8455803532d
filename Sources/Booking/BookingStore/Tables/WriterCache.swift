import BookingDomain
import SQLite

/// Data that the writer would read again for every booking, kept as long as it is valid.
final class WriterCache {
    /// A description has up to 40 KB, so a full cache takes up to 4 MB.
    private static let maximumEvents = 100
    private var events: [EventID: EventDetails] = [:]
    private var nextIDs: [IDSequence: Int64] = [:]

    fileprivate static func current(of tx: Transaction) throws -> WriterCache {
        if let cache = tx.cached as? WriterCache { return cache }
        let cache = WriterCache()
        try tx.cache(cache, of: ["events", "facilitators"])
        return cache
    }

    fileprivate func details(
        of id: EventID, _ read: () throws -> EventDetails?
    ) throws -> EventDetails? {
        if let details = events[id] { return details }
        guard let details = try read() else { return nil }
        if events.count >= Self.maximumEvents { events.removeAll() }
        events[id] = details
        return details
    }

    fileprivate func nextID(_ sequence: IDSequence, _ read: () throws -> Int64) throws -> Int64 {
        let id = if let next = nextIDs[sequence] { next } else { try read() }
        nextIDs[sequence] = id + 1
        return id
    }
}

extension Transaction {
    /// The event as it was last edited; nil if there is none.
    func cachedDetails(of event: EventID) throws -> EventDetails? {
        try WriterCache.current(of: self).details(of: event) { try events.details(of: event) }
    }

    /// The next ID of a sequence; only for a row that this transaction inserts.
    func nextID(_ sequence: IDSequence) throws -> Int64 {
        try WriterCache.current(of: self).nextID(sequence) {
            try max(lastStoredID(sequence), metadata.integer(for: .idsGivenOut) ?? 0) + 1
        }
    }
}

/// The IDs of a table's rows that others store: guests' tokens and links, CRMAPI, the gateways.
///
/// An ID is never given to a second row. A restored database has lost the IDs that were given out
/// after its backup, so ``Transaction/skipIDs()`` leaves a gap behind the last one.
enum IDSequence: CaseIterable {
    case users, events, bookings, refunds, notices
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

    private func lastStoredID(_ sequence: IDSequence) throws -> Int64 {
        let query: SQL =
            switch sequence {
            case .users: "SELECT max(id) FROM users"
            case .events: "SELECT max(id) FROM events"
            case .bookings: "SELECT max(id) FROM bookings"
            case .refunds: "SELECT max(id) FROM refunds"
            case .notices: "SELECT max(id) FROM outbox"
            }
        return try first(query) { $0.int64(0) } ?? 0
    }
}
