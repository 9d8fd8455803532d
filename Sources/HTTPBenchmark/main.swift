import Glibc
import HTTP
import Lifecycle

// The server that Scripts/bench measures, and the client that holds idle connections:
//
//     HTTPBenchmark serve FOLDER [LOOPS]   serves the folder's files from memory
//     HTTPBenchmark hold PORT COUNT        opens connections, asks once on each, holds them

let arguments = CommandLine.arguments.dropFirst()
switch arguments.first {
case "serve" where arguments.count >= 3:
    StopSignal.block()
    let server = try BenchmarkServer(
        folder: arguments[2], loops: arguments.count > 3 ? Int(arguments[3]) : nil)
    print("ready \(server.port)")
    fflush(nil)
    _ = StopSignal.wait()
    server.stop()
case "hold" where arguments.count == 3:
    guard let port = UInt16(arguments[2]), let count = Int(arguments[3]) else { exit(64) }
    let held = try HeldConnections(port: port, count: count)
    print("held \(held.count)")
    fflush(nil)
    StopSignal.block()
    _ = StopSignal.wait()
    held.close()
default:
    print("usage: HTTPBenchmark serve FOLDER [LOOPS] | hold PORT COUNT")
    exit(64)
}
