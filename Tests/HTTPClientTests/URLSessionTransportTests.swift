import Foundation
import FoundationNetworking
import Synchronization
import XCTest

@testable import HTTPClient

/// The life of the sessions.
final class URLSessionTransportTests: XCTestCase {
    /// Deallocating one ends the process with some versions of libcurl.
    func testAClosedSessionWithTLSIsNotDeallocated() async throws {
        weak let encrypted = closedSession(of: "https://127.0.0.1:9")
        weak let plain = closedSession(of: "http://127.0.0.1:9")
        let deadline = ContinuousClock.now + .seconds(20)
        // Sessions are deallocated in turn, so the first one would have been.
        while plain != nil, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(5))
        }
        XCTAssertNil(plain)
        XCTAssertNotNil(encrypted)
    }

    private func closedSession(of base: String) -> URLSession? {
        let transport = URLSessionTransport(
            base: base, timeout: .seconds(1), connections: 1, maximumBodyBytes: 1)
        weak let session = transport.session.withLock { $0 }
        transport.close()
        return session
    }
}
