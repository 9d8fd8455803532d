import Glibc
import HTTP
import ServiceRuntime

// The server that Scripts/bench measures, and the clients that hold on to it:
//
//     HTTPBenchmark serve FOLDER [LOOPS]   serves the folder's files from memory
//     HTTPBenchmark hold PORT COUNT        opens connections, asks once on each, holds them
//     HTTPBenchmark trickle PORT COUNT     sends heads octet by octet until it is cut off

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
case "trickle" where arguments.count == 3:
    guard let port = UInt16(arguments[2]), let count = Int(arguments[3]) else { exit(64) }
    var trickling = try TricklingConnections(port: port, count: count)
    print("trickling")
    fflush(nil)
    let cut = trickling.run()
    print("cut \(cut.first) \(cut.last)")
default:
    print("usage: HTTPBenchmark serve FOLDER [LOOPS] | hold PORT COUNT | trickle PORT COUNT")
    exit(64)
}
