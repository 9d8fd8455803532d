import BookingDomain
import SQLite
import Timekeeping

/// The table of facilitators: the names that stand beside their events.
package enum Facilitators {
    /// Keeps the facilitator's present name, which comes along with each command of CRMAPI.
    package static func keep(
        _ facilitator: Facilitator, at now: Timestamp, on connection: Connection
    ) throws {
        try connection.execute(
            """
            INSERT INTO facilitators (id, name, updated_at)
            VALUES (\(facilitator.id), \(facilitator.name), \(now))
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, updated_at = excluded.updated_at
            WHERE name <> excluded.name
            """)
    }

    /// Everybody who has ever given an event, by name.
    package static func all(on connection: Connection) throws -> [Facilitator] {
        try connection.all("SELECT id, name FROM facilitators ORDER BY name, id") { row in
            Facilitator(id: row.id(0), name: row.string(1))
        }
    }
}
