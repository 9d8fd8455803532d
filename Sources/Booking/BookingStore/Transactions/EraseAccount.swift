import BookingDomain
import SQLite
import Timekeeping

/// How far the steps before an account's erasure have come.
package struct ErasureProgress: Equatable, Sendable {
    /// The last booking whose guest CRMAPI must forget.
    let booking: Int64
    /// The latest notice when the steps began; later notices may name the guest again.
    let notice: Int64
    /// Whether rows may be left for another step.
    package let hasMore: Bool
}

extension Transaction {
    /// Takes a step before an erasure: CRMAPI must forget the guest's name in some bookings,
    /// and some messages are deleted.
    ///
    /// ``eraseAccount(of:generation:after:)`` does the same for all that is left. The steps keep
    /// the one writer free for others, however many rows there are. Deleted data stays deleted even
    /// if the erasure does not follow.
    /// - Parameter limit: Rows of each kind.
    /// - Throws: `Refusal`: `notFound`, `loginEnded`.
    package func prepareErasure(
        of user: UserID, generation: Int64, after progress: ErasureProgress?, limit: Int
    ) throws -> ErasureProgress {
        try users.checkLogin(of: user, generation)
        let notice = try progress?.notice ?? outbox.latest()
        let bookings = try bookings.all(of: user, after: progress?.booking ?? 0, limit: limit)
        try forgetGuest(of: bookings)
        let messages = try notifications.delete(of: user, limit: limit)
        return ErasureProgress(
            booking: bookings.last?.id.rawValue ?? progress?.booking ?? 0, notice: notice,
            hasMore: bookings.count == limit || messages == limit)
    }

    /// Erases a guest's account: personal data is overwritten, bookings and timelines stay.
    ///
    /// Bookings that can be cancelled are cancelled, as if by the guest. CRMAPI must forget
    /// the name, e-mails are withdrawn as far as copies are kept here, and every token ends.
    /// - Parameter progress: How far earlier steps have come; nil when there were none.
    /// - Returns: The cancelled bookings, which may have refunds.
    /// - Throws: `Refusal`: `notFound`, `loginEnded`.
    package func eraseAccount(
        of user: UserID, generation: Int64, after progress: ErasureProgress? = nil
    ) throws -> [CancelledBooking] {
        let guest = try users.checkLogin(of: user, generation)
        let latest = try outbox.latest()
        var cancelled: [CancelledBooking] = []
        for booking in try bookings.active(of: user)
        where (try? booking.checkCancellable(at: now)) != nil {
            cancelled.append(try cancel(booking))
        }
        if let progress {
            try forgetGuest(
                of: bookings.all(
                    of: user, through: progress.booking, notifiedSince: progress.notice),
                knownThrough: latest)
        }
        try forgetGuest(
            of: bookings.all(of: user, after: progress?.booking ?? 0), knownThrough: latest)
        try paymentAttempts.close(of: user)
        try mails.withdraw(from: user)
        try notifications.delete(of: user, limit: .max)
        try deleteIdempotencyKeys(of: guest)
        try execute("DELETE FROM known_networks WHERE account_id = \(user.rawValue)")
        try users.overwrite(user)
        return cancelled
    }

    /// Adds a notice of the erasure for each booking of which CRMAPI may know the guest's name.
    ///
    /// - Parameter latest: The latest notice that CRMAPI may have received; later ones belong to
    ///   this transaction.
    private func forgetGuest(of bookings: [Booking], knownThrough latest: Int64 = .max) throws {
        for booking in bookings where try outbox.namesGuest(of: booking.id, through: latest) {
            try record(.guestErased, of: booking, by: .guest)
        }
    }

    private func deleteIdempotencyKeys(of guest: User) throws {
        try idempotencyKeys.delete(of: .user(guest.id))
        for refund in try refunds.all(of: guest.id) {
            try idempotencyKeys.delete(of: .retry(of: refund))
        }
        if let username = Username(guest.username) {
            try idempotencyKeys.delete(of: .registration(of: username))
        }
    }
}
