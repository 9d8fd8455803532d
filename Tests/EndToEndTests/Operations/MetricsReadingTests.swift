import EmbeddedFiles
import Glibc
import HTTP
import HTTPClient
import Observability
import ServiceRuntime
import Synchronization
import TestSupport
import XCTest

/// Reading metrics can be slow, so no event loop does it.
final class MetricsReadingTests: XCTestCase {
    func testMetricsAreNotReadOnAnEventLoop() async throws {
        let counting = Mutex<pthread_t?>(nil)
        let metrics = Metrics()
        metrics.gauge("rows_waiting", help: "Notes which thread counts them.") {
            counting.withLock { $0 = pthread_self() }
            return 7
        }
        var routes = Routes()
        OperationalRoutes(checks: [], metrics: metrics, openAPI: .mainAPI, centre: { nil }).add(
            to: &routes)
        routes.get("/loop", by: .anyone) { _, _ in .json(bytes: Array("\(pthread_self())".utf8)) }
        var configuration = ServerConfiguration(
            address: try XCTUnwrap(SocketAddress(host: "127.0.0.1", port: 0)))
        configuration.loops = 1
        let server = try Server(configuration, router: Router(routes)).start()
        defer { server.stop() }
        let client = TestClient(base: "http://\(server.address)")
        let loop = try await client.get("/loop").json.int
        let text = try await client.get("/metrics").text
        XCTAssertTrue(text.contains("\nrows_waiting 7\n"), text)
        let thread = try XCTUnwrap(counting.withLock { $0 })
        XCTAssertNotEqual(Int(thread), try XCTUnwrap(loop))
    }
}
