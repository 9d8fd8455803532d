import Foundation
import Glibc

let usage = """
    usage: Benchmark http serve FOLDER [LOOPS]    serve the folder's files from memory
           Benchmark http hold PORT COUNT         open idle connections after one request on each
           Benchmark http trickle PORT COUNT      send request heads slowly until they are cut off
           Benchmark api seed DATABASE TOKENS GUESTS EVENTS    create a database and guest tokens
           Benchmark api fill DATABASE EVENT BOOKINGS          add bookings of one event
           Benchmark api series DATABASE EVENTS BOOKINGS       add a series, each event with bookings
           Benchmark api commits DATABASE GROUP SECONDS        measure bookings/s in SQLite alone
           Benchmark overload load PORT CONNECTIONS RATE SECONDS KIND TOKENS FIRST
           Benchmark overload probe PORT SECONDS           GET /healthz on new connections
           Benchmark overload recovery PORT TOKENS FIRST   wait for a fast booking

    RATE is requests/s, sent whether or not earlier ones are answered; 0 sends the next request on
    each response. KIND is `mix` (a booking, then the guest's bookings), `reconnecting` (the same
    with a connection per request), `book`, `health` or `login`. TOKENS is a file with a guest's
    token on each line. FIRST is the first event to book. Scripts/bench runs these commands.
    """

var arguments = Arguments(CommandLine.arguments.dropFirst())
do {
    switch try arguments.next(String.self) {
    case "http": try HTTPCommand.run(&arguments)
    case "api": try APICommand.run(&arguments)
    case "overload": try OverloadCommand.run(&arguments)
    default: throw Arguments.UsageError()
    }
} catch is Arguments.UsageError {
    print(usage)
    exit(EX_USAGE)
} catch {
    FileHandle.standardError.write(Data("Benchmark: \(error)\n".utf8))
    exit(EXIT_FAILURE)
}
