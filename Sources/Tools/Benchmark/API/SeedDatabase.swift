import BookingDomain
import BookingStore
import Credentials
import Foundation
import SQLite
import Timekeeping

/// A database of a given size, created without a service.
struct SeedDatabase {
    /// `JWT_SECRET` is not set.
    struct MissingKey: Error {}

    private let database: Database
    private let guests: Int
    private let events: Int
    private let now = WallClock.system.now()

    init(path: String, guests: Int, events: Int) throws {
        database = try Database(path: path, migrations: BookingMigrations.all)
        self.guests = guests
        self.events = events
    }

    /// Adds guests, events with seats for all of them and 20 bookings of the first guest.
    ///
    /// - Parameter path: The file for the guests' tokens, one per line.
    func create(tokens path: String) throws {
        defer { database.close() }
        let (guests, events) = (guests, events)
        try database.writeSynchronously { tx in
            try tx.addGuests(guests, from: 1)
            let drafts = try (0..<events).map { try EventDraft(Self.fields($0, from: tx.now)) }
            for (index, draft) in drafts.enumerated() {
                let facilitator = DemoData.facilitators[index % DemoData.facilitators.count]
                let event = try tx.createEvent(draft, by: facilitator)
                guard index < 20 else { continue }
                _ = try tx.book(.one, of: event.id, for: UserID(1))
            }
        }
        try tokenLines().write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// Adds bookings of one event, each by a new guest, with notices marked as delivered.
    static func fill(_ path: String, event: Int, bookings: Int) throws {
        let database = try Database(path: path, migrations: BookingMigrations.all)
        defer { database.close() }
        try database.writeSynchronously { tx in
            let guest = try tx.first("SELECT max(id) + 1 FROM users") { $0.int(0) } ?? 1
            let booking =
                try tx.first("SELECT coalesce(max(id), 0) + 1 FROM bookings") { $0.int(0) }
                ?? 1
            try tx.addGuests(bookings, from: guest)
            try tx.addBookings(bookings, from: booking, guest: guest, event: event)
        }
    }

    private func tokenLines() throws -> String {
        guard let key = ProcessInfo.processInfo.environment["JWT_SECRET"] else {
            throw MissingKey()
        }
        let authority = try JSONWebTokenAuthority(
            key: Array(key.utf8), issuer: "MainAPI", audience: "MainAPI")
        return (1...guests).map { guest in
            authority.sign(
                TokenClaims(
                    subject: Int64(guest), role: "user", generation: 0, issuedAt: now,
                    notBefore: now, expiresAt: now.adding(seconds: 86_400))) + "\n"
        }.joined()
    }

    private static func fields(_ index: Int, from now: Timestamp) -> EventFields {
        var fields = EventFields()
        let start = now.adding(seconds: 86_400 + Int64(index) * 3_600)
        fields.title = "Morning yoga by the river, week \(index + 1)"
        fields.description = String(
            repeating: "An hour of slow movement and breath for every body, mats are there. ",
            count: 4)
        fields.kind = "session"
        fields.location = "Rishikesh"
        fields.timeZone = "Asia/Kolkata"
        fields.startsAt = start
        fields.endsAt = start.adding(seconds: 3_600)
        fields.capacity = EventDraft.capacityLimits.upperBound
        return fields
    }
}

extension Transaction {
    fileprivate func addGuests(_ count: Int, from first: Int) throws {
        try execute(
            """
            WITH RECURSIVE guest (id) AS
                (SELECT \(first) UNION ALL SELECT id + 1 FROM guest WHERE id < \(first + count - 1))
            INSERT INTO users (id, username, username_key, name, password_hash, created_at)
            SELECT id, 'guest' || id, 'guest' || id, 'Guest ' || id, '!', \(now) FROM guest
            """)
        try execute("INSERT INTO user_search (user_search) VALUES ('rebuild')")
    }

    fileprivate func addBookings(
        _ count: Int, from first: Int, guest: Int, event: Int
    ) throws {
        let numbers: SQL = """
            WITH RECURSIVE number (n) AS
                (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < \(count - 1))
            """
        try execute(
            """
            \(fragment: numbers)
            INSERT INTO bookings (id, event_id, user_id, seats, status, amount, currency,
                refund_policy, created_at, confirmed_at)
            SELECT n + \(first), \(event), n + \(guest), 1, 'confirmed', 0, 'INR', '[]', \(now),
                \(now) FROM number
            """)
        try execute(
            """
            \(fragment: numbers)
            INSERT INTO outbox (notification_id, booking_id, type, status, amount_paid, created_at)
            SELECT 'seed' || (n + \(first)), n + \(first), 'booking.confirmed', 'confirmed', 0,
                \(now) FROM number
            """)
        try execute(
            """
            UPDATE facts SET value = (SELECT max(id) FROM outbox)
            WHERE name = 'delivered_through'
            """)
    }
}
