import Credentials
import SQLite
import Timekeeping

/// The facilitators of a trial installation, known by the same ids to MainAPI's demo events.
enum DemoFacilitators {
    private static let all: [(id: Int64, username: String, password: String, name: String)] = [
        (1, "priya", "priya123", "Dr. Priya Sharma"),
        (2, "arjun", "arjun123", "Arjun Patel"),
        (3, "kavya", "kavya123", "Kavya Reddy"),
    ]

    /// Adds those whose id and username nobody has; starting again changes nothing.
    static func add(
        to database: Database, hasher: PasswordHasher, at now: Timestamp
    ) async throws {
        for (id, username, password, name) in all {
            let isThere = try database.read { connection in
                try Facilitators.find(id, on: connection) != nil
                    || Facilitators.find(named: username, on: connection) != nil
            }
            if isThere { continue }
            let hash = try await hasher.make(password)
            try await database.write { connection in
                _ = try Facilitators.add(
                    username: username, name: name, passwordHash: hash, id: id, at: now,
                    on: connection)
            }
        }
    }
}
