import Glibc
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
            let server = try BenchmarkServer(folder: folder, loops: loops)
            announce("ready \(server.port)")
            _ = StopSignal.wait()
            server.stop()
        case "hold":
            let (port, count) = try target(&arguments)
            StopSignal.block()
            let connections = try HeldConnections(port: port, count: count)
            announce("held \(count)")
            _ = StopSignal.wait()
            connections.close()
        case "trickle":
            let (port, count) = try target(&arguments)
            var connections = try TricklingConnections(port: port, count: count)
            announce("trickling")
            let cut = connections.run()
            print("cut \(cut.first) \(cut.last)")
        default: throw Arguments.UsageError()
        }
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
