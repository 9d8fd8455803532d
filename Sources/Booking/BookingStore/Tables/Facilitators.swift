import BookingDomain
import SQLite
import Timekeeping

/// The table of facilitators, with the names shown beside their events.
package struct Facilitators {
    let tx: Transaction

    /// Stores the facilitator's current name, which comes with each command of CRMAPI.
    package func save(_ facilitator: Facilitator) throws {
        try tx.execute(
            """
            INSERT INTO facilitators (id, name, updated_at)
            VALUES (\(facilitator.id), \(facilitator.name), \(tx.now))
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, updated_at = excluded.updated_at
            WHERE name <> excluded.name
            """)
    }

    /// All facilitators who have had events, by name.
    package func all() throws -> [Facilitator] {
        try tx.all("SELECT id, name FROM facilitators ORDER BY name, id") { row in
            var columns = row.columns
            return Facilitator(id: columns.next(), name: columns.next())
        }
    }
}
