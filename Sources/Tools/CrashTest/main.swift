import Configuration
import Foundation
import Glibc

let usage = """
    usage: CrashTest [flags]    kills the services repeatedly under load, and checks their data
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
    exit(try CrashTestRun(settings).run() ? EXIT_SUCCESS : EXIT_FAILURE)
} catch {
    print("CrashTest: \(error)")
    exit(EXIT_FAILURE)
}
