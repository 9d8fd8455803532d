import Configuration
import ServiceRuntime

var settings = ServiceProgram.settings()
do {
    let configuration = CRMSettings(&settings)
    let words = settings.command()
    if settings.wantsHelp { ServiceProgram.help(Commands.usage, settings) }
    try settings.finish()
    switch (words.first, words.count) {
    case (nil, _):
        let log = configuration.service.log
        try ServiceProgram.serve("CRMAPI", log: log) {
            try await CRMService(configuration, log: log)
        }
    case ("facilitator", _):
        try Commands(configuration).facilitator(Array(words.dropFirst()))
    case ("backup", 2):
        try BackupCommand(configuration.service).run(to: words[1])
    case ("restore", 2):
        try RestoreCommand(configuration.service, migrations: Schema.migrations)
            .run(from: words[1])
    case ("doctor", 1):
        try Commands(configuration).doctor()
    case ("reconcile", 1):
        try Commands(configuration).reconcile()
    default:
        throw Commands.Fault(Commands.usage)
    }
} catch {
    ServiceProgram.fail("CRMAPI: \(error)")
}
