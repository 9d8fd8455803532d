import Foundation
import HTTP

/// Serves `small.txt` and `list.json` of a folder from memory.
struct BenchmarkServer {
    private let running: RunningServer

    init(folder: String, loops: Int?) throws {
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
        running = try Server(configuration, router: Router(routes)).start()
    }

    var port: Int { running.address.port }

    func stop() { running.stop() }
}
