import ServiceRuntime
import Synchronization
import XCTest

final class CoalescerTests: XCTestCase {
    private final class Counts: Sendable {
        let running = Atomic(0)
        let most = Atomic(0)
    }

    func testOperationsOfAKeyDoNotRunConcurrently() async {
        let coalescer = Coalescer<Int, Void>()
        let counts = Counts()
        await withTaskGroup { group in
            for _ in 0..<64 {
                group.addTask {
                    await coalescer.value(for: 1) {
                        let count = counts.running.wrappingAdd(1, ordering: .relaxed).newValue
                        counts.most.max(count, ordering: .relaxed)
                        for _ in 0..<16 { await Task.yield() }
                        counts.running.wrappingSubtract(1, ordering: .relaxed)
                    }
                }
            }
        }
        XCTAssertEqual(counts.most.load(ordering: .relaxed), 1)
    }

    func testKeysDoNotWaitForEachOther() async {
        let coalescer = Coalescer<Int, Int>()
        let value = await coalescer.value(for: 1) { await coalescer.value(for: 2) { 7 } }
        XCTAssertEqual(value, 7)
    }

    func testAResultIsNotReusedAfterwards() async {
        let coalescer = Coalescer<Int, Int>()
        for number in 1...3 {
            let value = await coalescer.value(for: 1) { number }
            XCTAssertEqual(value, number)
        }
    }
}
