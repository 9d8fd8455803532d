import XCTest

/// A short run of what `Scripts/torture` does for long.
final class TortureTests: XCTestCase {
    func testNothingIsLostInventedDoubledOrOverbookedWhateverIsKilled() throws {
        let ending = try Program(name: "Torture").run(
            ["--cycles", "10", "--seed", "1"], seconds: 600)
        XCTAssertEqual(ending.status, 0, ending.output + ending.errors)
        XCTAssertTrue(ending.output.contains("kills"), ending.output)
    }
}
