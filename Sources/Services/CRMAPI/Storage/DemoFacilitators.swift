import Credentials
import SQLite
import Timekeeping

/// The facilitators of MainAPI's demo events, with the same ids.
enum DemoFacilitators {
    private static let all: [(id: Int64, username: String, password: String, name: String)] = [
        (1, "priya", "priya123", "Dr. Priya Sharma"),
        (2, "arjun", "arjun123", "Arjun Patel"),
        (3, "kavya", "kavya123", "Kavya Reddy"),
    ]

    /// Adds the facilitators whose ids and usernames are free.
    static func add(to database: Database, hasher: PasswordHasher) async throws {
        for (id, username, password, name) in all {
            let exists = try database.read { tx in
                try tx.facilitators.find(id) != nil
                    || tx.facilitators.find(named: username) != nil
            }
            if exists { continue }
            let hash = try await hasher.make(password)
            try await database.write { tx in
                _ = try tx.facilitators.add(
                    username: username, name: name, passwordHash: hash, id: id)
            }
        }
    }
}
