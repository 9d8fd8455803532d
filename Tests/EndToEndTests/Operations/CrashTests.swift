import TestSupport
import XCTest

/// A short run of `Scripts/crash-test`.
final class CrashTests: XCTestCase {
    func testKillingTheServicesCausesNoViolation() throws {
        let result = try Program(name: "CrashTest").run(
            ["--cycles", "10", "--seed", "1"], seconds: 600)
        XCTAssertEqual(result.status, 0, result.output + result.errors)
        XCTAssertTrue(result.output.contains("kills"), result.output)
    }
}
