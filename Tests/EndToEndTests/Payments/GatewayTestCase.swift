import BookingDomain
import TestSupport
import XCTest

/// A test with a fake gateway; what is so at all of them is run at one after the other.
class GatewayTestCase: XCTestCase {
    private(set) var gateway: FakeGateway!

    /// The gateways of its tests; those that are not run at each are run at the first.
    class var kinds: [FakeGateway.Type] { [FakeStripe.self, FakeRazorpay.self] }

    override func setUp() async throws { try await open() }

    override func tearDown() async throws { try await close() }

    /// Runs the test at each gateway, everything new each time.
    func atEachGateway(_ test: () async throws -> Void) async throws {
        try await test()
        for kind in Self.kinds.dropFirst() {
            try await close()
            gateway = try kind.init()
            try await open()
            try await test()
        }
    }

    /// Makes what the test needs.
    func open() async throws {
        if gateway == nil { gateway = try Self.kinds[0].init() }
    }

    /// Holds the gateway against what must be so after every test, and ends it.
    func close() async throws {
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
