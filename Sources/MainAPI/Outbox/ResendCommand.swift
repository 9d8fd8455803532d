import BookingStore
import SQLite
import ServiceRuntime
import Timekeeping

/// `MainAPI resend`: has every notice go to CRMAPI once more.
struct ResendCommand {
    /// So many in a transaction, so that bookings are not held up behind them.
    private static let batch = 5_000

    private let path: String

    init(_ configuration: Configuration) {
        path = configuration.service.database
    }

    /// Puts them into the outbox again; the service sends them from its next booking or start on.
    func run() throws {
        let database = try Database(path: path, migrations: BookingMigrations.all)
        defer { database.close() }
        var last: Int64? = 0
        while let reached = last {
            last = try database.writeSynchronously { connection in
                try Outbox.resend(
                    after: reached, limit: Self.batch, at: Clock.system.now(), on: connection)
            }
        }
        let count = try database.read { try Outbox.backlog(on: $0).count }
        StandardStream.output("\(count) notices go to CRMAPI, at the next booking or start")
    }
}
