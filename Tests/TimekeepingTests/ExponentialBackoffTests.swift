import Timekeeping
import XCTest

final class ExponentialBackoffTests: XCTestCase {
    func testDelaysDoubleUpToTheLimit() {
        let backoff = ExponentialBackoff(from: .seconds(2), upTo: .seconds(9))
        XCTAssertEqual(
            (0...4).map { backoff.delay(afterRetries: $0) },
            [.seconds(2), .seconds(4), .seconds(8), .seconds(9), .seconds(9)])
        XCTAssertEqual(backoff.delay(afterRetries: .max), .seconds(9))
    }
}
