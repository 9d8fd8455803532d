import Foundation
import Glibc
import HTTP
import Platform
import ServiceRuntime

/// The server that `Scripts/bench http` measures, and the clients that occupy its connections.
enum HTTPCommand {
    static func run(_ arguments: inout Arguments) throws {
        switch try arguments.next(String.self) {
        case "serve":
            let folder = try arguments.next(String.self)
            let loops = arguments.isEmpty ? nil : try arguments.next(Int.self)
            try arguments.finish()
            StopSignal.block()
            let server = try startServer(folder: folder, loops: loops)
            announce("ready \(server.address.port)")
            _ = StopSignal.wait()
            server.stop()
        case "hold":
            let (port, count) = try target(&arguments)
            StopSignal.block()
            let connections = try LoopbackSocket.connect(
                to: port, count: count,
                sending: "GET /small.txt HTTP/1.1\r\nHost: localhost\r\n\r\n")
            var response = [UInt8](repeating: 0, count: 4_096)
            for descriptor in connections
            where recv(descriptor, &response, response.count, 0) <= 0 {
                throw SystemError("recv")
            }
            announce("held \(count)")
            _ = StopSignal.wait()
        case "trickle":
            let (port, count) = try target(&arguments)
            var connections = try TricklingConnections(port: port, count: count)
            announce("trickling")
            let cut = connections.run()
            print("cut \(cut.first) \(cut.last)")
        default: throw Arguments.UsageError()
        }
    }

    /// Serves `small.txt` and `list.json` of a folder from memory.
    private static func startServer(folder: String, loops: Int?) throws -> RunningServer {
        func read(_ name: String) throws -> [UInt8] {
            Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
        }
        var routes = Routes()
        let small = Response(.ok, type: .plainText, body: try read("small.txt"))
        let list = Response.json(bytes: try read("list.json"))
        routes.get("/small.txt", by: .anyone) { _, _ in small }
        routes.get("/list.json", by: .anyone) { _, _ in list }
        // The same response by an asynchronous handler, to measure what a task costs.
        routes.get("/task.txt", by: .anyone) { _, _ async in small }
        var configuration = ServerConfiguration(address: .anyLoopbackPort)
        configuration.backlog = 4_096
        if let loops { configuration.loops = loops }
        return try Server(configuration, router: Router(routes)).start()
    }

    private static func target(_ arguments: inout Arguments) throws -> (port: UInt16, count: Int) {
        let target = (try arguments.next(UInt16.self), try arguments.next(Int.self))
        try arguments.finish()
        return target
    }

    /// Prints a line for which the script waits.
    private static func announce(_ line: String) {
        print(line)
        fflush(nil)
    }
}
