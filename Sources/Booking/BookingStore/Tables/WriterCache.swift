import BookingDomain
import SQLite

/// What the writer would read anew for every booking, kept by its connection for as long as the
/// database holds the same.
final class WriterCache {
    /// Events that are kept at most; a description has up to 40 KB.
    private static let mostEditions = 100
    private var editions: [Int64: EventDetails] = [:]
    /// Tables of which SQLite gives out the next id by itself.
    private var ordinary: Tables = []

    /// Those of this connection, as far as it keeps any.
    private static func kept(by connection: Connection) throws -> WriterCache {
        if let kept = connection.readings as? WriterCache { return kept }
        let readings = WriterCache()
        try connection.keep(readings, of: ["events", "facilitators"])
        return readings
    }

    /// The event as it was last written, or nil if there is none.
    static func edition(
        of event: EventID, on connection: Connection
    ) throws -> EventDetails? {
        let readings = try kept(by: connection)
        if let edition = readings.editions[event.rawValue] { return edition }
        guard let edition = try Events.edition(of: event, on: connection) else { return nil }
        if readings.editions.count >= mostEditions { readings.editions.removeAll() }
        readings.editions[event.rawValue] = edition
        return edition
    }

    /// Tables that get a row for each booking.
    struct Tables: OptionSet {
        let rawValue: UInt8
        static let bookings = Tables(rawValue: 1)
        static let outbox = Tables(rawValue: 2)
    }

    /// The expression for the next id of a table, or NULL once it is that, as ids only rise.
    static func nextID(
        _ expression: @autoclosure () -> SQL, of table: Tables, on connection: Connection
    ) throws -> SQL {
        let readings = try kept(by: connection)
        if readings.ordinary.contains(table) { return "NULL" }
        let expression = expression()
        let isOrdinary = try connection.first("SELECT \(fragment: expression) IS NULL") {
            $0.bool(0)
        }
        guard isOrdinary == true else { return expression }
        readings.ordinary.insert(table)
        return "NULL"
    }
}
