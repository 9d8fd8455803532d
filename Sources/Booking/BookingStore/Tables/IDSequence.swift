import SQLite

/// The id of the next row of a table whose ids others keep: guests' tokens and links, CRMAPI,
/// gateways.
///
/// An id is given out once and never again. SQLite by itself sees to that while a database only
/// grows; but one that was restored has forgotten ids that were given out after its backup, so it
/// goes on far behind them. Where nothing was restored, or it has gone on already, the expression is
/// NULL, and SQLite takes the next id.
enum IDSequence {
    /// Ids that may have been given out between a backup and its restoring, at most.
    static let leap: Int64 = 1_000_000

    private static let behindFloor: SQL = """
        (SELECT CAST(value AS INTEGER) + 1 FROM facts
        WHERE name = 'ids_given_out' AND CAST(value AS INTEGER) >=
        """

    static let ofUser = behindFloor + " (SELECT coalesce(max(id), 0) FROM users))"
    static let ofEvent = behindFloor + " (SELECT coalesce(max(id), 0) FROM events))"
    static let ofRefund = behindFloor + " (SELECT coalesce(max(id), 0) FROM refunds))"

    /// As the others; asked of the database until it is NULL, and then no more.
    static func ofBooking(on connection: Connection) throws -> SQL {
        try WriterCache.nextID(
            behindFloor + " (SELECT coalesce(max(id), 0) FROM bookings))", of: .bookings,
            on: connection)
    }

    /// As the others; asked of the database until it is NULL, and then no more.
    static func ofNotice(on connection: Connection) throws -> SQL {
        try WriterCache.nextID(
            behindFloor + " (SELECT coalesce(max(id), 0) FROM outbox))", of: .outbox,
            on: connection)
    }
}

/// A backup begins to be the database again.
package enum Restoring {
    /// Makes sure that no id is given out a second time, nor a notice taken for an older one.
    package static func skipIDs(on connection: Connection) throws {
        let highest = try connection.first(
            """
            SELECT max((SELECT coalesce(max(id), 0) FROM users),
                (SELECT coalesce(max(id), 0) FROM events),
                (SELECT coalesce(max(id), 0) FROM bookings),
                (SELECT coalesce(max(id), 0) FROM refunds),
                (SELECT coalesce(max(id), 0) FROM outbox),
                coalesce((SELECT CAST(value AS INTEGER) FROM facts
                    WHERE name = 'ids_given_out'), 0))
            """
        ) { $0.int64(0) }
        try Metadata.note(
            "\((highest ?? 0) + IDSequence.leap)", as: "ids_given_out", on: connection)
        connection.forgetReadings()
    }
}
