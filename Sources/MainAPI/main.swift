import ServiceRuntime

let usage = """
    usage: MainAPI [flags]      serves guests
    """

var settings = ServiceProgram.settings()
do {
    let configuration = Configuration(&settings)
    if settings.wantsHelp { ServiceProgram.help(usage, settings) }
    try settings.finish()
    let log = configuration.service.log
    try ServiceProgram.serve("MainAPI") { try await MainService(configuration, log: log) }
} catch {
    ServiceProgram.fail("MainAPI: \(error)")
}
