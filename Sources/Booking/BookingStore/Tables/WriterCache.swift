import BookingDomain
import SQLite

/// Data that the writer would otherwise read again for every booking.
final class WriterCache {
    /// The texts of an event have up to 80 KB, so a full cache takes up to 8 MB.
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
