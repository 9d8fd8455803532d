import Dispatch
import Platform
import SQLite
import XCTest

final class BackgroundReadsTests: DatabaseTestCase {
    func testAReadBeyondTheLimitIsRefusedAndTheOthersAreAnswered() async throws {
        let database = try makeDatabase()
        defer { database.close() }
        try await database.write { try insert("priya", $0) }
        let reads = BackgroundReads(of: database, limit: 2)
        let (begun, end) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let first = Task {
            try await reads.read { tx in
                begun.signal()
                // Ends also without a refusal, so that the test fails and does not hang.
                _ = end.wait(timeout: .now() + 10)
                return try tx.first("SELECT name FROM people") { $0.string(0) }
            }
        }
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                begun.wait()
                continuation.resume()
            }
        }
        // One more read reaches the limit, so one of two is refused.
        let refusals: [any Error] = await withTaskGroup(of: (any Error)?.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    do {
                        _ = try await reads.read { try $0.userVersion() }
                        return nil
                    } catch {
                        end.signal()
                        return error
                    }
                }
            }
            return await group.reduce(into: []) { if let error = $1 { $0.append(error) } }
        }
        XCTAssertEqual(refusals.count, 1)
        XCTAssertTrue(refusals.first is BackgroundQueueFull)
        let name = try await first.value
        XCTAssertEqual(name, "priya")
        let later = try await reads.read { try $0.userVersion() }
        XCTAssertEqual(later, 1)
    }
}
