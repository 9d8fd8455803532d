import BookingDomain
import SQLite
import Timekeeping

/// A guest has their account erased: what tells who they are goes, what happened stays.
///
/// What can still be cancelled is, as if the guest had done it. Their rows and timelines stay,
/// naming nobody; CRMAPI is told to forget the name too, e-mails are withdrawn as far as copies of
/// them are kept here; every token is dead at once.
package struct EraseAccount: Deed {
    package static let endsLogins = true

    /// The guest who leaves.
    package let user: UserID
    /// The generation of the token that asks for it: a password changed meanwhile ends that.
    package let generation: Int64
    /// How far steps before have come; nil where there were none.
    package let progress: ForgetGuest.Progress?

    /// The deed of `user` leaving for good.
    package init(user: UserID, generation: Int64, after progress: ForgetGuest.Progress? = nil) {
        self.user = user
        self.generation = generation
        self.progress = progress
    }

    /// Cancels what is to come and overwrites what is personal.
    ///
    /// - Returns: The bookings that were cancelled, as there may be money to give back.
    /// - Throws: `Refusal`: `notFound` if there is no such guest, or no longer; `loginEnded`.
    package func perform(
        on connection: Connection, at now: Timestamp
    ) throws -> [CancelledBooking] {
        let guest = try Users.checkLogin(of: user, generation, on: connection)
        let latest = try Outbox.latest(on: connection)
        let bookings = try Bookings.active(of: user, at: now, on: connection)
        var cancelled: [CancelledBooking] = []
        for booking in bookings where (try? booking.checkCancellable(at: now)) != nil {
            cancelled.append(try CancelBooking.cancel(booking, at: now, on: connection))
        }
        try forgetTheRest(toldUpTo: latest, at: now, on: connection)
        try PaymentAttempts.giveUp(of: user, on: connection)
        try Mails.withdraw(from: user, at: now, on: connection)
        try connection.execute("DELETE FROM notifications WHERE user_id = \(user)")
        try IdempotencyKeys.forget(.user(user), on: connection)
        for refund in try Refunds.all(of: user, on: connection) {
            try IdempotencyKeys.forget(.retry(of: refund), on: connection)
        }
        if let username = Username(guest.username) {
            try IdempotencyKeys.forget(.registration(of: username), on: connection)
        }
        try overwritePerson(on: connection, at: now)
        return cancelled
    }

    /// Has CRMAPI forget the name of the bookings that the steps before have not come to, and of
    /// those of which it was told by it since.
    private func forgetTheRest(
        toldUpTo latest: Int64, at now: Timestamp, on connection: Connection
    ) throws {
        if let progress {
            let named = try Bookings.all(
                of: user, through: progress.booking, toldOfSince: progress.notice, at: now,
                on: connection)
            try ForgetGuest.forget(named, toldUpTo: latest, at: now, on: connection)
        }
        let later = try Bookings.all(
            of: user, after: progress?.booking ?? 0, at: now, on: connection)
        try ForgetGuest.forget(later, toldUpTo: latest, at: now, on: connection)
    }

    /// No username has a `#`, so the placeholder can never be anybody's.
    private func overwritePerson(on connection: Connection, at now: Timestamp) throws {
        let placeholder = "#\(user)"
        try connection.execute(
            """
            UPDATE users SET username = \(placeholder), username_key = \(placeholder),
                name = \(User.erasedName), email = NULL, password_hash = '!',
                token_generation = token_generation + 1, erased_at = \(now)
            WHERE id = \(user)
            """)
    }
}
