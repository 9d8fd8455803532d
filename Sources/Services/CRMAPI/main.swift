import SQLite
import ServiceRuntime
import Timekeeping

let usage = """
    usage: CRMAPI [flags]                         runs the service for facilitators
           CRMAPI facilitator add [--owner] USERNAME NAME [ADDRESS]
                                                  adds an account; asks for the password
           CRMAPI facilitator address USERNAME ADDRESS
                                                  sets the email address, as confirmed
           CRMAPI facilitator list                lists the accounts
           CRMAPI facilitator password USERNAME   sets a password, and enables a disabled account
           CRMAPI facilitator disable USERNAME    disables an account and ends its logins
           CRMAPI reconcile                       compares the bookings with MainAPI's
           CRMAPI bind ID                         accepts only the notices of this installation
           CRMAPI backup FILE                     copies the database; the service may run
           CRMAPI restore FILE                    restores a backup; the service must not run
           CRMAPI doctor                          examines the installation
           CRMAPI --version                       prints the version
    """

ServiceProgram.main(.crmAPI, usage: usage, CRMSettings.init) { settings, words in
    let addsAccount = words.prefix(2).elementsEqual(["facilitator", "add"])
    guard settings.roleOfAdded == .facilitator || addsAccount else { return nil }
    switch (words.first, words.count) {
    case (nil, _):
        let log = settings.service.log
        try ServiceProgram.serve(.crmAPI, log: log) { try await CRMService(settings, log: log) }
    case ("facilitator", _):
        guard let command = AccountCommand(words.dropFirst()) else { return nil }
        try command.run(settings)
    case ("reconcile", 1): return try ReconcileCommand(settings: settings).run()
    case ("bind", 2): try BindCommand(settings: settings, installation: words[1]).run()
    case ("backup", 2): try BackupCommand(settings.service).run(to: words[1])
    case ("restore", 2):
        let disabled = try settings.disabledAccounts.accounts()
        try RestoreCommand(settings.service, migrations: Schema.migrations)
            .run(from: words[1]) { tx in
                try tx.metadata.recordRestoration()
                try tx.disableListed(disabled)
                return ["logins and links from before \(tx.now.rfc3339) are void"]
            }
        try DisableAgainCommand(settings: settings).run()
    case ("doctor", 1):
        return try ServiceProgram.wait { await DoctorCommand(settings: settings).run() }
    default: return nil
    }
    return true
}
