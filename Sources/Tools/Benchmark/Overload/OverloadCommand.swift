/// The clients of `Scripts/bench overload`.
enum OverloadCommand {
    static func run(_ arguments: inout Arguments) throws {
        let command = try arguments.next(String.self)
        let port = try arguments.next(UInt16.self)
        switch command {
        case "load":
            let connections = try arguments.next(Int.self)
            let rate = try arguments.next(Int.self)
            let seconds = try arguments.next(Double.self)
            guard let kind = RequestSequence.Kind(rawValue: try arguments.next(String.self)) else {
                throw Arguments.UsageError()
            }
            var generator = try LoadGenerator(
                port: port, connections: connections, requests: requests(kind, &arguments))
            try generator.run(requestsPerSecond: rate, seconds: seconds)
            print(generator.statistics.line)
        case "probe":
            let seconds = try arguments.next(Double.self)
            try arguments.finish()
            print(Probe(port: port).health(seconds: seconds).line)
        case "recovery":
            var requests = try requests(.book, &arguments)
            print(Probe(port: port).millisecondsToRecover(&requests))
        default: throw Arguments.UsageError()
        }
    }

    private static func requests(
        _ kind: RequestSequence.Kind, _ arguments: inout Arguments
    ) throws -> RequestSequence {
        let tokens = try arguments.next(String.self)
        let firstEvent = try arguments.next(Int.self)
        try arguments.finish()
        return try RequestSequence(kind, tokens: tokens, firstEvent: firstEvent)
    }
}
