import AccountLetters
import SQLite
import Timekeeping

/// The rows of a table of letters, which has the columns `id`, `created_at`, `attempts`,
/// `next_attempt_at` and `sent_at`.
struct LetterRows {
    let tx: Transaction
    /// The name of the table.
    let table: SQL

    /// The time for which a letter is retried (RFC 5321 §4.5.4.1).
    private static let retryPeriod = Duration.seconds(5 * 86_400)

    /// Stores that the letter with these rows is about to be sent, and the time of the next attempt.
    ///
    /// - Parameters:
    ///   - attempts: The number of failed attempts.
    ///   - condition: A further condition on a row.
    /// - Returns: False if the letter was cancelled meanwhile.
    func claim(_ ids: [Int64], attempts: Int, where condition: SQL = "true") throws -> Bool {
        let next = tx.now.adding(ExponentialBackoff.mail.delay(afterRetries: attempts))
        return try tx.execute(
            """
            UPDATE \(fragment: table) SET attempts = attempts + 1,
                next_attempt_at = CASE WHEN created_at > \(retriesEnd) THEN \(next) END
            WHERE id IN (SELECT value FROM json_each(\("\(ids)"))) AND next_attempt_at IS NOT NULL
            AND \(fragment: condition)
            """) > 0
    }

    /// Makes a claimed letter due again, because the service stops before it is sent.
    ///
    /// A letter that was cancelled after the claim stays cancelled.
    func release(_ ids: [Int64]) throws {
        try tx.execute(
            """
            UPDATE \(fragment: table) SET attempts = attempts - 1, next_attempt_at = \(tx.now)
            WHERE id IN (SELECT value FROM json_each(\("\(ids)"))) AND sent_at IS NULL
            AND attempts > 0 AND (next_attempt_at IS NOT NULL OR created_at <= \(retriesEnd))
            """)
    }

    /// Stores that the letter with these rows was sent.
    func markSent(_ ids: [Int64], where condition: SQL = "true") throws {
        try tx.execute(
            """
            UPDATE \(fragment: table) SET sent_at = \(tx.now), next_attempt_at = NULL
            WHERE id IN (SELECT value FROM json_each(\("\(ids)"))) AND \(fragment: condition)
            """)
    }

    /// Letters from before this time are not retried.
    private var retriesEnd: Timestamp { tx.now.adding(Self.retryPeriod * -1) }
}
