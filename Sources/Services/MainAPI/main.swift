import BookingDomain
import BookingStore
import SQLite
import ServiceRuntime
import Timekeeping

let usage = """
    usage: MainAPI [flags]          runs the service for guests
           MainAPI check [flags]    checks all invariants of the database
           MainAPI backup FILE      copies the database; the service may run
           MainAPI restore FILE     restores a backup; the service must not run
           MainAPI resend           sends all notices to CRMAPI again, such as after its restoration
           MainAPI doctor           examines the installation
           MainAPI --version        prints the version
    """

ServiceProgram.main(.mainAPI, usage: usage, MainSettings.init) { settings, words in
    switch (words.first, words.count) {
    case (nil, _):
        let log = settings.service.log
        try ServiceProgram.serve(.mainAPI, log: log) { try await MainService(settings, log: log) }
    case ("check", 1): return try CheckCommand(settings: settings.service).run()
    case ("backup", 2): try BackupCommand(settings.service).run(to: words[1])
    case ("restore", 2):
        let erased = try ErasureLog(database: settings.service.database).guests()
        let numbers = try ReceiptReservations(database: settings.service.database).all()
        try RestoreCommand(settings.service, migrations: BookingMigrations.all)
            .run(from: words[1]) { tx in
                try tx.skipIDs()
                try tx.metadata.recordRestoration()
                let skipped = try tx.receiptNumbers.skip(through: numbers)
                let count = try tx.eraseAgain(erased)
                let gaps = skipped.map {
                    "receipt numbers \($0.first.text) to \($0.last.text) are skipped"
                }
                return gaps + [
                    "guests who were erased since the backup and are erased again: \(count)",
                    "logins, links and calendars' addresses from before \(tx.now.rfc3339) are void",
                ]
            }
    case ("resend", 1): try ResendCommand(settings: settings.service).run()
    case ("doctor", 1):
        return try ServiceProgram.wait { await DoctorCommand(settings: settings).run() }
    default: return nil
    }
    return true
}
