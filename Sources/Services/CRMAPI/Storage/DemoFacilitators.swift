import Credentials
import SQLite
import Timekeeping

/// The facilitators of MainAPI's demo events, with the same ids, and the owner of the demo's centre.
enum DemoFacilitators {
    private struct Person {
        let id: Int64
        let username: String
        let password: String
        let name: String
        var role = AccountRole.facilitator
    }

    private static let all = [
        Person(id: 1, username: "priya", password: "priya123", name: "Dr. Priya Sharma"),
        Person(id: 2, username: "arjun", password: "arjun123", name: "Arjun Patel"),
        Person(id: 3, username: "kavya", password: "kavya123", name: "Kavya Reddy"),
        Person(id: 4, username: "asha", password: "asha123", name: "Asha Rao", role: .owner),
    ]

    /// Adds the people whose ids and usernames are free.
    static func add(to database: Database, hasher: PasswordHasher) async throws {
        for person in all {
            let exists = try database.read { tx in
                try tx.facilitators.find(person.id) != nil
                    || tx.facilitators.find(named: person.username) != nil
            }
            if exists { continue }
            let hash = try await hasher.make(person.password)
            try await database.write { tx in
                _ = try tx.facilitators.add(
                    username: person.username, name: person.name, passwordHash: hash,
                    role: person.role, id: person.id)
            }
        }
    }
}
