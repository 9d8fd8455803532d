import Foundation
import Glibc
import Lifecycle

let usage = """
    usage: Torture [flags]    kills the services at random while people use them, and looks for harm
    """

var reader = SettingsReader(
    arguments: Array(CommandLine.arguments.dropFirst()),
    environment: ProcessInfo.processInfo.environment)
do {
    let settings = Settings(&reader)
    if reader.wantsHelp {
        print(usage + "\n\n" + reader.declared.table)
        exit(EXIT_SUCCESS)
    }
    try reader.finish()
    signal(SIGPIPE, SIG_IGN)
    exit(try Torture(settings).run() ? EXIT_SUCCESS : EXIT_FAILURE)
} catch {
    print("Torture: \(error)")
    exit(EXIT_FAILURE)
}
