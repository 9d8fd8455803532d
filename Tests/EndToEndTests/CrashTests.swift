import XCTest

/// A short run of `Scripts/crash-test`.
final class CrashTests: XCTestCase {
    func testKillingTheServicesCausesNoViolation() throws {
        let ending = try Program(name: "CrashTest").run(
            ["--cycles", "10", "--seed", "1"], seconds: 600)
        XCTAssertEqual(ending.status, 0, ending.output + ending.errors)
        XCTAssertTrue(ending.output.contains("kills"), ending.output)
    }
}
