import BookingDomain
import BookingStore
import SQLite

/// Gives calendar entries the addresses of this installation.
struct CalendarPublisher: Sendable {
    let address: PublicAddress
    /// The email address that sends the invitations.
    let organizer: String

    /// - Parameter tx: Reads the installation's name.
    func source(in tx: Transaction) throws -> CalendarEntry.Source {
        CalendarEntry.Source(
            installation: try tx.metadata.installation(), address: address.text,
            organizer: organizer)
    }
}
