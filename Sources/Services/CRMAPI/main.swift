import Configuration
import Glibc
import ServiceRuntime

let usage = """
    usage: CRMAPI [flags]                         serves facilitators
           CRMAPI facilitator add USERNAME NAME   adds an account; asks for the password
           CRMAPI facilitator list                lists the accounts
           CRMAPI facilitator password USERNAME   sets a password, and enables a disabled account
           CRMAPI facilitator disable USERNAME    disables an account and ends its logins
           CRMAPI reconcile                       compares the bookings with MainAPI's
           CRMAPI backup FILE                     copies the database; the service may run
           CRMAPI restore FILE                    restores a backup; the service must not run
           CRMAPI doctor                          examines the installation
    """

var settings = ServiceProgram.settings()
do {
    let configuration = CRMSettings(&settings)
    let words = settings.command()
    if settings.wantsHelp { ServiceProgram.help(usage, settings) }
    try settings.finish()
    switch words {
    case []:
        let log = configuration.service.log
        try ServiceProgram.serve("CRMAPI", log: log) {
            try await CRMService(configuration, log: log)
        }
    case _ where words.first == "facilitator":
        guard let command = AccountCommand(words.dropFirst()) else { ServiceProgram.fail(usage) }
        try command.run(configuration)
    case ["reconcile"]:
        exit(try ReconcileCommand(configuration).run() ? EXIT_SUCCESS : EXIT_FAILURE)
    case _ where words.first == "backup" && words.count == 2:
        try BackupCommand(configuration.service).run(to: words[1])
    case _ where words.first == "restore" && words.count == 2:
        try RestoreCommand(configuration.service, migrations: Schema.migrations)
            .run(from: words[1])
    case ["doctor"]:
        let isOK = try ServiceProgram.wait { await DoctorCommand(configuration).run() }
        exit(isOK ? EXIT_SUCCESS : EXIT_FAILURE)
    default:
        ServiceProgram.fail(usage)
    }
} catch {
    ServiceProgram.fail("CRMAPI: \(error)")
}
