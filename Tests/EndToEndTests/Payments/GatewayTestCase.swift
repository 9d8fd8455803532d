import BookingDomain
import TestSupport
import XCTest

/// A test with a fake gateway; tests of common behavior run with each gateway.
class GatewayTestCase: XCTestCase {
    private(set) var gateway: FakeGateway!

    /// The gateways; tests that do not use ``atEachGateway(_:)`` run with the first.
    class var gatewayTypes: [FakeGateway.Type] { [FakeStripe.self, FakeRazorpay.self] }

    override func setUp() async throws { try await prepare() }

    override func tearDown() async throws { try await finish() }

    /// Runs a test with each gateway, with new services each time.
    func atEachGateway(_ test: () async throws -> Void) async throws {
        try await test()
        for kind in Self.gatewayTypes.dropFirst() {
            try await finish()
            gateway = try kind.init()
            try await prepare()
            try await test()
        }
    }

    /// Starts the gateway; a subclass may start more.
    func prepare() async throws {
        if gateway == nil { gateway = try Self.gatewayTypes[0].init() }
    }

    /// Checks the gateway after a test and stops it.
    func finish() async throws {
        XCTAssertEqual(gateway.violations, [])
        gateway.stop()
    }

    override func recordFailure(
        withDescription description: String, inFile path: String, atLine line: Int, expected: Bool
    ) {
        let place = gateway.map { "at \($0.provider.rawValue): " } ?? ""
        super.recordFailure(
            withDescription: place + description, inFile: path, atLine: line, expected: expected)
    }
}
