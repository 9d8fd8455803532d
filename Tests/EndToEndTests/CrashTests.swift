import XCTest

/// A short run of what `Scripts/crash-test` does for long.
final class CrashTests: XCTestCase {
    func testNothingIsLostInventedDoubledOrOverbookedWhateverIsKilled() throws {
        let ending = try Program(name: "CrashTest").run(
            ["--cycles", "10", "--seed", "1"], seconds: 600)
        XCTAssertEqual(ending.status, 0, ending.output + ending.errors)
        XCTAssertTrue(ending.output.contains("kills"), ending.output)
    }
}
