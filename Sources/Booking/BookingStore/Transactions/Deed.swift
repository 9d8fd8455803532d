import SQLite
import Timekeeping

/// One thing that somebody does to the store: it reads, asks the rules and writes, all or nothing.
///
/// A deed is a value that `Database.write` runs, so that several, and the idempotency key of the
/// request, can share a transaction:
///
///     let booking = try await database.write { connection in
///         try BookSeats(event: id, user: guest, seats: .one).perform(on: connection, at: now)
///     }
package protocol Deed<Outcome>: Sendable {
    /// What whoever has it done is told of it.
    associatedtype Outcome: Sendable

    /// Whether it may end tokens that were given out before; it does not unless it says so.
    static var endsLogins: Bool { get }

    /// Does it, as of the moment `now`.
    ///
    /// - Throws: `Refusal` where a rule says no, `SQLiteError` where the database does; either way
    ///   the caller's transaction must not be committed.
    func perform(on connection: Connection, at now: Timestamp) throws -> Outcome
}

extension Deed {
    package static var endsLogins: Bool { false }
}
