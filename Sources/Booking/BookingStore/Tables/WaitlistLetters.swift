import BookingDomain
import SQLite
import Timekeeping

/// The table of letters to guests about their waits.
package struct WaitlistLetters {
    /// The occasion of a letter.
    package enum Kind: String, CaseIterable, Sendable {
        case joined
        case offered
        case lapsed
        case left
        case closed
        case eventCancelled = "event_cancelled"
        case eventChanged = "event_changed"
    }

    let tx: Transaction

    /// Adds a letter to the guest of an entry, if there is an address for it.
    func add(_ kind: Kind, about entry: WaitlistEntryID) throws {
        try add(kind, toAll: "w.id = \(entry)")
    }

    /// Adds a letter to the guests of the entries `w` that the condition selects.
    func add(_ kind: Kind, toAll condition: SQL) throws {
        let count = try tx.execute(
            """
            INSERT INTO waitlist_letters (entry_id, kind, created_at, next_attempt_at)
            SELECT w.id, \(kind), \(tx.now), \(tx.now)
            FROM waitlist w CROSS JOIN users u ON u.id = w.user_id
            WHERE \(fragment: condition) AND u.letter_address IS NOT NULL ORDER BY w.id
            """)
        if count > 0 { tx.didChange(.waitlistLetters) }
    }

    /// Makes every letter to an erased guest due to be withdrawn, sent or not.
    func withdraw(from user: UserID) throws {
        try tx.execute(
            """
            UPDATE waitlist_letters SET next_attempt_at = \(tx.now), is_withdrawn = 1
            WHERE entry_id IN (SELECT id FROM waitlist WHERE user_id = \(user))
            """)
        tx.didChange(.waitlistLetters)
    }
}
