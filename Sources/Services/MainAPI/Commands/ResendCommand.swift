import BookingStore
import SQLite
import ServiceRuntime

/// `MainAPI resend`: sends every notice to CRMAPI again.
struct ResendCommand {
    let path: String

    /// Resets all deliveries; the service sends them at its next booking or start.
    func run() throws {
        let database = try Database(path: path, migrations: BookingMigrations.all)
        defer { database.close() }
        try database.writeSynchronously { try $0.outbox.resend() }
        let count = try database.read { try $0.outbox.depth().count }
        StandardStream.output("\(count) notices go to CRMAPI, at the next booking or start")
    }
}
