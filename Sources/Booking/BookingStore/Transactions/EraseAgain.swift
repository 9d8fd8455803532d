import BookingDomain
import SQLite
import Timekeeping

/// A guest whose account was erased.
package struct ErasedGuest: Hashable, Sendable {
    package let id: UserID
    /// Distinguishes the account from one with the same ID in another database.
    package let registeredAt: Timestamp

    package init(id: UserID, registeredAt: Timestamp) {
        self.id = id
        self.registeredAt = registeredAt
    }
}

extension Transaction {
    /// Erases guests whose erasure is not in the restored backup.
    ///
    /// - Returns: The number of guests whose accounts it has erased.
    @discardableResult
    package func eraseAgain(_ guests: [ErasedGuest]) throws -> Int {
        // The service has yet to start, so that no other write waits.
        for event in try pendingEventChanges.events() { try recordAllEffects(of: event) }
        var count = 0
        for guest in guests {
            guard let account = try users.account(of: guest.id),
                account.user.createdAt == guest.registeredAt
            else { continue }
            _ = try eraseAccount(of: guest.id, generation: account.tokenGeneration)
            count += 1
        }
        if count > 0 {
            try metadata.set("\(metadata.erasedAgain() + Int64(count))", for: .erasedAgain)
        }
        return count
    }
}

extension Users {
    /// All erased guests, in the order of their IDs.
    package func erased() throws -> [ErasedGuest] {
        try tx.all("SELECT id, created_at FROM users WHERE erased_at IS NOT NULL ORDER BY id") {
            row in
            var columns = row.columns
            return ErasedGuest(id: columns.next(), registeredAt: columns.next())
        }
    }
}
