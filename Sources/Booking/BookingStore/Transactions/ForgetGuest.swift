import BookingDomain
import SQLite
import Timekeeping

/// A step on the way of a guest out: CRMAPI is told to forget the name that it has their bookings by,
/// and their messages go.
///
/// `EraseAccount` does the same with all that is left; steps before it keep the one writer free for
/// others, however much there is. Whatever was forgotten stays so, should the erasing not come to
/// its end.
package struct ForgetGuest: Deed {
    /// Where a step has come to.
    package struct Progress: Equatable, Sendable {
        /// The last booking of which CRMAPI is told to forget the name.
        package let booking: Int64
        /// The latest notice of anybody when the steps began: later ones may name the guest again.
        package let notice: Int64
        /// Whether there may be more.
        package let goesOn: Bool
    }

    /// The guest who leaves.
    package let user: UserID
    /// The generation of the token that asks for it: a password changed meanwhile ends that.
    package let generation: Int64
    /// Where the step before has come to; nil begins.
    package let progress: Progress?
    /// Rows of each kind that are worked on at most.
    package let limit: Int

    /// The deed of taking the next step.
    package init(user: UserID, generation: Int64, after progress: Progress?, limit: Int) {
        self.user = user
        self.generation = generation
        self.progress = progress
        self.limit = limit
    }

    /// Works on the next rows.
    ///
    /// - Throws: `Refusal`: `notFound`, `loginEnded`.
    package func perform(on connection: Connection, at now: Timestamp) throws -> Progress {
        try Users.checkLogin(of: user, generation, on: connection)
        let notice = try progress?.notice ?? Outbox.latest(on: connection)
        let bookings = try Bookings.all(
            of: user, after: progress?.booking ?? 0, limit: limit, at: now, on: connection)
        try Self.forget(bookings, at: now, on: connection)
        let messages = try connection.execute(
            """
            DELETE FROM notifications WHERE id IN
                (SELECT id FROM notifications WHERE user_id = \(user) LIMIT \(limit))
            """)
        return Progress(
            booking: bookings.last?.id.rawValue ?? progress?.booking ?? 0, notice: notice,
            goesOn: bookings.count == limit || messages == limit)
    }

    /// Adds a notice that the guest was erased for each booking that CRMAPI may know by the name.
    ///
    /// - Parameter latest: The latest notice that CRMAPI may have been told of; those behind it are
    ///   of this very transaction.
    static func forget(
        _ bookings: [Booking], toldUpTo latest: Int64 = .max, at now: Timestamp,
        on connection: Connection
    ) throws {
        for booking in bookings
        where try Outbox.names(guestOf: booking.id, upTo: latest, on: connection) {
            try Outbox.add(BookingNotice.Kind.guestErased, of: booking, at: now, on: connection)
        }
    }
}
