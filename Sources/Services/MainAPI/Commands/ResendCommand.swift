import BookingStore
import SQLite
import ServiceRuntime
import Timekeeping

/// `MainAPI resend`: sends every notice to CRMAPI again.
struct ResendCommand {
    let settings: ServiceSettings

    /// Resets all deliveries; a running service notices it within seconds.
    ///
    /// - Throws: `CommandError`, or an error of the database.
    func run() throws {
        try settings.requireDatabase()
        let database = try settings.openDatabase(BookingMigrations.all, clock: .system)
        defer { database.close() }
        try database.writeSynchronously { try $0.outbox.resend() }
        let count = try database.read { try $0.outbox.depth().count }
        StandardStream.output(
            "Notices to send to CRMAPI: \(count). MainAPI sends them at once if it runs.")
    }
}
