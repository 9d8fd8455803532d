import BookingDomain
import JSONCoding
import SQLite
import Timekeeping

/// The table of answers already given under an idempotency key.
///
/// Its row commits in the transaction of the effect that it answers for, so neither is ever there
/// without the other.
package struct IdempotencyKeys {
    let tx: Transaction

    /// How long a key is remembered: 24 hours.
    package static let lifetimeSeconds: Int64 = 86_400

    /// The answer given to this caller under this key, or nil if none was within the lifetime.
    package func find(
        _ key: String, of caller: IdempotencyCaller
    ) throws -> StoredAnswer? {
        let oldest = tx.now.adding(seconds: -Self.lifetimeSeconds)
        return try tx.first(
            """
            SELECT fingerprint, status, headers, body FROM idempotency_keys
            WHERE caller = \(caller) AND key = \(key) AND created_at > \(oldest)
            """
        ) { row in
            StoredAnswer(
                fingerprint: row.bytes(0), status: row.int(1),
                headers: try StoredAnswer.headers(storedAs: row.withUTF8(2) { [UInt8]($0) }),
                body: row.bytes(3))
        }
    }

    /// Keeps the answer, in place of one that is past its lifetime.
    ///
    /// - Throws: `SQLiteError` (unique violation) if an answer was kept meanwhile.
    package func store(
        _ answer: StoredAnswer, under key: String, of caller: IdempotencyCaller
    ) throws {
        let oldest = tx.now.adding(seconds: -Self.lifetimeSeconds)
        try tx.execute(
            """
            DELETE FROM idempotency_keys
            WHERE caller = \(caller) AND key = \(key) AND created_at <= \(oldest)
            """)
        try tx.execute(
            """
            INSERT INTO idempotency_keys
                (caller, key, fingerprint, status, headers, body, created_at)
            VALUES (\(caller), \(key), \(answer.fingerprint), \(answer.status),
                \(answer.storedHeaders), \(answer.body), \(tx.now))
            """)
    }

    /// Clears away at most `limit` answers that are past their lifetime.
    ///
    /// - Returns: How many went; `limit` means that there may be more.
    package func purge(
        limit: Int
    ) throws -> Int {
        let oldest = tx.now.adding(seconds: -Self.lifetimeSeconds)
        return try tx.execute(
            """
            DELETE FROM idempotency_keys WHERE (caller, key) IN (
                SELECT caller, key FROM idempotency_keys
                WHERE created_at <= \(oldest) ORDER BY created_at LIMIT \(limit))
            """)
    }

    /// Clears away everything kept for the caller.
    func delete(of caller: IdempotencyCaller) throws {
        try tx.execute("DELETE FROM idempotency_keys WHERE caller = \(caller)")
    }
}
