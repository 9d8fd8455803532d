import TestSupport
import XCTest

/// A short run of `Scripts/crash-test --waitlist`.
final class WaitlistCrashTests: XCTestCase {
    func testSeatsAreOfferedInOrderWhileMainAPIIsKilled() throws {
        let result = try Program(name: "CrashTest").run(
            ["--waitlist", "40", "--cycles", "10", "--seed", "1"], seconds: 300)
        XCTAssertEqual(result.status, 0, result.output + result.errors)
        let made = result.output.firstMatch(of: /offers +([0-9]+) made/)
        XCTAssertGreaterThan(made.flatMap { Int($0.1) } ?? 0, 0, result.output)
    }
}
