import BookingStore
import Configuration
import Glibc
import ServiceRuntime

let usage = """
    usage: MainAPI [flags]          serves guests
           MainAPI check [flags]    checks every invariant of the database
           MainAPI backup FILE      copies the database while the service runs
           MainAPI restore FILE     restores a missing database; the service must be stopped
           MainAPI resend           sends every notice to CRMAPI again, after its own restore
           MainAPI doctor           diagnoses the installation
    """

var settings = ServiceProgram.settings()
do {
    let configuration = MainSettings(&settings)
    let words = settings.command()
    if settings.wantsHelp { ServiceProgram.help(usage, settings) }
    try settings.finish()
    switch words {
    case []:
        let log = configuration.service.log
        try ServiceProgram.serve("MainAPI", log: log) {
            try await MainService(configuration, log: log)
        }
    case ["check"]:
        exit(try CheckCommand(configuration).run() ? EXIT_SUCCESS : EXIT_FAILURE)
    case _ where words.first == "restore" && words.count == 2:
        try RestoreCommand(configuration.service, migrations: BookingMigrations.all)
            .run(from: words[1]) { tx in
                try tx.skipIDs()
                try tx.metadata.recordRestoration()
            }
    case ["resend"]:
        try ResendCommand(configuration).run()
    case ["doctor"]:
        let isWell = try ServiceProgram.wait { await DoctorCommand(configuration).run() }
        exit(isWell ? EXIT_SUCCESS : EXIT_FAILURE)
    case _ where words.first == "backup" && words.count == 2:
        try BackupCommand(configuration.service).run(to: words[1])
    default:
        ServiceProgram.fail(usage)
    }
} catch {
    ServiceProgram.fail("MainAPI: \(error)")
}
