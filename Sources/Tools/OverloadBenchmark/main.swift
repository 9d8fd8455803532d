import Glibc

/// Asks more of a service than it can carry, and says what became of it.
///
/// Scripts/bench calls it; nothing of the services does.
let usage = """
    usage: OverloadBenchmark crowd PORT CONNECTIONS RATE SECONDS KIND TOKENS FIRST
           OverloadBenchmark probe PORT SECONDS              GET /healthz on a new connection each time
           OverloadBenchmark recovery PORT TOKENS FIRST      until a booking is made quickly again

    RATE is requests a second that are sent whatever the answers, or 0 for as many as are answered.
    KIND is `mix` (a booking, then the guest's list), `strangers` (the same, each on a connection of
    its own), `book`, `health` or `login`. TOKENS is a file
    with a guest's token on each line; FIRST is the event from which bookings count up.
    """

let words = Array(CommandLine.arguments.dropFirst())
do {
    switch (words.first, words.count) {
    case ("crowd", 8):
        guard let port = UInt16(words[1]), let connections = Int(words[2]),
            let rate = Int(words[3]),
            let seconds = Double(words[4]), let kind = Requests.Kind(rawValue: words[5]),
            let first = Int(words[7])
        else { break }
        let requests = try Requests(kind, tokens: words[6], firstEvent: first)
        var crowd = try Crowd(port: port, connections: connections, requests: requests)
        try crowd.ask(atRate: rate, seconds: seconds)
        print(crowd.tally.line)
        exit(EXIT_SUCCESS)
    case ("probe", 3):
        guard let port = UInt16(words[1]), let seconds = Double(words[2]) else { break }
        print(Probe(port: port).health(seconds: seconds).line)
        exit(EXIT_SUCCESS)
    case ("recovery", 4):
        guard let port = UInt16(words[1]), let first = Int(words[3]) else { break }
        var requests = try Requests(.book, tokens: words[2], firstEvent: first)
        print(Probe(port: port).millisecondsToRecover(&requests))
        exit(EXIT_SUCCESS)
    default: break
    }
    print(usage)
} catch {
    print("OverloadBenchmark: \(error)")
}
exit(EXIT_FAILURE)
