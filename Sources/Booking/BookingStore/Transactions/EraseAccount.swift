import AccountLetters
import BookingDomain
import SQLite
import Timekeeping

/// The progress of the steps before an account's erasure.
package struct ErasureProgress: Equatable, Sendable {
    /// The last booking that the steps have handled.
    let booking: Int64
    /// The latest notice when the steps began; later notices may name the guest again.
    let notice: Int64
    /// Whether rows may be left for another step.
    package let hasMore: Bool
}

extension Transaction {
    /// Takes a step before an erasure: adds notices of it for some bookings, and deletes some
    /// messages.
    ///
    /// ``eraseAccount(of:generation:after:)`` does the same for the remaining rows. Steps let other
    /// writes run in between, however many rows there are. Deleted data stays deleted even if the
    /// erasure does not follow.
    /// - Parameter limit: Rows of each kind.
    /// - Throws: `Refusal`: `notFound`, `loginEnded`.
    package func prepareErasure(
        of user: UserID, generation: Int64, after progress: ErasureProgress?, limit: Int
    ) throws -> ErasureProgress {
        try users.checkLogin(of: user, generation)
        let notice = try progress?.notice ?? outbox.latest()
        let bookings = try bookings.all(of: user, after: progress?.booking ?? 0, limit: limit)
        try addErasureNotices(of: bookings)
        let messages = try notifications.delete(of: user, limit: limit)
        return ErasureProgress(
            booking: bookings.last?.id.rawValue ?? progress?.booking ?? 0, notice: notice,
            hasMore: bookings.count == limit || messages == limit)
    }

    /// Erases a guest's account: personal data is overwritten, bookings and timelines stay.
    ///
    /// Bookings that can be cancelled are cancelled, as if by the guest. CRMAPI is notified, emails
    /// in the mail folder are withdrawn, and every token ends.
    /// - Parameter progress: The progress of earlier steps; nil if there were none.
    /// - Returns: The cancelled bookings, which may have refunds.
    /// - Throws: `Refusal`: `notFound`, `loginEnded`.
    package func eraseAccount(
        of user: UserID, generation: Int64, after progress: ErasureProgress? = nil
    ) throws -> [CancelledBooking] {
        let guest = try users.checkLogin(of: user, generation)
        let latest = try outbox.latest()
        var cancelled: [CancelledBooking] = []
        // The guest may wait for the seats of a facilitator's booking that is cancelled here.
        try waitlist.endAll(of: user)
        for booking in try bookings.active(of: user)
        where (try? booking.checkCancellable(at: now)) != nil {
            cancelled.append(try cancel(booking))
        }
        if let progress {
            try addErasureNotices(
                of: bookings.all(
                    of: user, through: progress.booking, notifiedSince: progress.notice),
                knownThrough: latest)
        }
        try addErasureNotices(
            of: bookings.all(of: user, after: progress?.booking ?? 0), knownThrough: latest)
        try paymentAttempts.close(of: user)
        try mails.withdraw(from: user)
        try waitlistLetters.withdraw(from: user)
        try notifications.delete(of: user, limit: .max)
        try deleteIdempotencyKeys(of: guest)
        try bookings.erasePersonalData(of: user)
        try receipts.eraseBuyer(ofBookingsOf: user)
        try execute("DELETE FROM known_networks WHERE account_id = \(user.rawValue)")
        try accountLinks.void(of: user.rawValue)
        try accountLetters.withdraw(ofAccount: user.rawValue)
        try reminders.setStopped(false, for: .account(user))
        try calendarLinks.delete(of: user)
        try users.overwrite(user)
        return cancelled
    }

    /// Adds a notice of the erasure for each booking of which CRMAPI may have the guest's name.
    ///
    /// - Parameter latest: The latest notice that CRMAPI may have received; later ones belong to
    ///   this transaction.
    private func addErasureNotices(of bookings: [Booking], knownThrough latest: Int64 = .max) throws
    {
        for booking in bookings where try outbox.namesGuest(of: booking.id, through: latest) {
            try record(.guestErased, of: booking, by: .guest)
        }
    }

    private func deleteIdempotencyKeys(of guest: User) throws {
        try idempotencyKeys.delete(of: .user(guest.id))
        try idempotencyKeys.redactAll(aboutBookingsOf: guest.id)
        for booking in try bookings.fromFacilitators(of: guest.id) {
            try redactResponses(about: booking, of: booking.event.facilitator.id)
        }
        for refund in try refunds.all(of: guest.id) {
            try idempotencyKeys.redact(of: .retry(of: refund), to: refund.rawValue)
        }
        if let username = Username(guest.username) {
            try idempotencyKeys.delete(of: .registration(of: username))
        }
    }
}
