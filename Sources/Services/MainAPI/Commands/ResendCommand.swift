import BookingStore
import SQLite
import ServiceRuntime

/// `MainAPI resend`: has every notice go to CRMAPI once more.
struct ResendCommand {
    private let path: String

    init(_ configuration: MainSettings) {
        path = configuration.service.database
    }

    /// Has the deliveries begin again; the service sends them from its next booking or start on.
    func run() throws {
        let database = try Database(path: path, migrations: BookingMigrations.all)
        defer { database.close() }
        try database.writeSynchronously { try $0.outbox.resend() }
        let count = try database.read { try $0.outbox.depth().count }
        StandardStream.output("\(count) notices go to CRMAPI, at the next booking or start")
    }
}
