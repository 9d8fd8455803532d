import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// A test with both services running in this process.
class SystemTestCase: XCTestCase {
    private(set) var system: TestSystem!

    /// Whether MainAPI has the demo data.
    var demo: Bool { false }
    /// Further settings of both services.
    var environment: [String: String] { [:] }

    override func setUp() async throws {
        system = try await TestSystem(demo: demo, environment: environment)
    }

    override func tearDown() async throws {
        await system?.close()
        system = nil
    }

    /// Replaces the services by new ones with these settings.
    func restart(environment: [String: String]) async throws {
        await system.close()
        system = try await TestSystem(environment: environment)
    }

    func seatsLeft(_ event: Int) async throws -> Int? {
        try await system.main.get("/events/\(event)").json["seats_left"]?.int
    }

    /// Checks that a response is this problem.
    func assertProblem(
        _ response: ClientResponse, _ status: Int, _ code: String, line: UInt = #line
    ) {
        XCTAssertEqual(response.status, status, response.text, line: line)
        XCTAssertEqual(response.code, code, response.text, line: line)
        response.checkProblem(response.text, line: line)
    }
}
