import Glibc
import HTTP

/// Serves two files from memory: `small.txt` and `list.json`.
struct BenchmarkServer {
    private let running: RunningServer

    init(folder: String, loops: Int?) throws {
        var routes = Routes()
        let small = Response(.ok, type: .plainText, body: try Self.read("\(folder)/small.txt"))
        let list = Response.json(bytes: try Self.read("\(folder)/list.json"))
        routes.get("/small.txt", by: .anyone) { _, _ in small }
        routes.get("/list.json", by: .anyone) { _, _ in list }
        // The same answer by a handler that may wait: what a task costs.
        routes.get("/task.txt", by: .anyone) { _, _ async in small }
        var configuration = ServerConfiguration(address: .anyLoopbackPort)
        configuration.backlog = 4_096
        if let loops { configuration.loops = loops }
        running = try Server(configuration, router: Router(routes)).start()
    }

    var port: Int { running.address.port }

    func stop() { running.stop() }

    private static func read(_ path: String) throws -> [UInt8] {
        guard let file = fopen(path, "r") else { throw BenchmarkError(path: path, code: errno) }
        defer { fclose(file) }
        var octets = [UInt8](repeating: 0, count: 1_048_576)
        octets.removeLast(octets.count - fread(&octets, 1, octets.count, file))
        return octets
    }
}

/// A file or a connection that could not be had.
struct BenchmarkError: Error {
    let path: String
    let code: Int32
}
