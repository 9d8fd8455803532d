import Credentials
import HTTP
import SQLite
import Timekeeping

/// The networks from which accounts have logged in, a table of both services' databases.
///
/// A row has only a keyed hash of the network, so the database does not hold addresses.
package struct KnownNetworks: Sendable {
    /// The time for which a network is known after the latest login.
    private static let lifetimeSeconds: Int64 = 90 * 86_400
    /// The age of a row from which a login is recorded again.
    private static let precisionSeconds: Int64 = 86_400
    /// Rows of one account; a login from another network replaces the oldest.
    private static let maximumNetworks = 64

    private let database: Database
    private let key: HMACKey
    private let clock: WallClock

    package init(database: Database, key: HMACKey, clock: WallClock) {
        self.database = database
        self.key = key
        self.clock = clock
    }

    /// Whether the account has logged in from the network of this address.
    func contain(_ client: PeerAddress, of account: Int64) throws -> Bool {
        let earliest = clock.now().unixSeconds - Self.lifetimeSeconds
        return try seenAt(client, of: account).map { $0 > earliest } ?? false
    }

    /// Records a login, at most once a day.
    package func record(_ client: PeerAddress, of account: Int64) async throws {
        let hash = hash(of: client, account)
        if let seenAt = try seenAt(client, of: account) {
            guard clock.now().unixSeconds - seenAt >= Self.precisionSeconds else { return }
        }
        try await database.write { tx in
            let now = tx.now.unixSeconds
            try tx.execute(
                """
                INSERT INTO known_networks (account_id, network, seen_at)
                VALUES (\(account), \(hash), \(now))
                ON CONFLICT (account_id, network) DO UPDATE SET seen_at = excluded.seen_at
                """)
            try tx.execute(
                """
                DELETE FROM known_networks WHERE account_id = \(account)
                AND (seen_at <= \(now - Self.lifetimeSeconds) OR network NOT IN (
                    SELECT network FROM known_networks WHERE account_id = \(account)
                    ORDER BY seen_at DESC LIMIT \(Self.maximumNetworks)))
                """)
        }
    }

    /// Deletes networks that are no longer known; returns their number.
    package static func purge(limit: Int, in tx: Transaction) throws -> Int {
        try tx.execute(
            """
            DELETE FROM known_networks WHERE (account_id, network) IN (
                SELECT account_id, network FROM known_networks
                WHERE seen_at <= \(tx.now.unixSeconds - lifetimeSeconds) LIMIT \(limit))
            """)
    }

    private func seenAt(_ client: PeerAddress, of account: Int64) throws -> Int64? {
        let hash = hash(of: client, account)
        return try database.read { tx in
            try tx.first(
                """
                SELECT seen_at FROM known_networks
                WHERE account_id = \(account) AND network = \(hash)
                """
            ) { $0.int64(0) }
        }
    }

    private func hash(of client: PeerAddress, _ account: Int64) -> [UInt8] {
        let text = "\(account) \(client.network.text)"
        return Array(key.authenticate(text.utf8.span).bytes.prefix(16))
    }
}
