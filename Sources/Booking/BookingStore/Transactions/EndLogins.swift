import BookingDomain
import SQLite
import Timekeeping

/// A guest logs out: every token they were given ends, wherever it is.
package struct EndLogins: Deed {
    package static let endsLogins = true

    /// The guest who logs out.
    package let user: UserID
    /// The generation of the token that asks for it: one that has ended ends no later one.
    package let generation: Int64

    /// The deed of `user` logging out.
    package init(user: UserID, generation: Int64) {
        self.user = user
        self.generation = generation
    }

    /// Raises the generation that tokens must have.
    ///
    /// - Throws: `Refusal`: `notFound`, `loginEnded`.
    package func perform(on connection: Connection, at now: Timestamp) throws {
        try Users.checkLogin(of: user, generation, on: connection)
        try connection.execute(
            "UPDATE users SET token_generation = token_generation + 1 WHERE id = \(user)")
    }
}
