import XCTest

@testable import Credentials

final class FairQueueTests: XCTestCase {
    func testClientsAreServedInTurn() {
        var queue = FairQueue<String>(capacity: 10)
        for (work, client) in [("a1", "a"), ("a2", "a"), ("a3", "a"), ("b1", "b"), ("c1", "c")] {
            XCTAssertTrue(queue.append(work, of: client).isAccepted)
        }
        var served: [String] = []
        while let work = queue.popFirst() { served.append(work) }
        XCTAssertEqual(served, ["a1", "b1", "c1", "a2", "a3"])
    }

    func testAFullQueueDisplacesTheLatestWorkOfTheBusiestClient() {
        var queue = FairQueue<String>(capacity: 3)
        for work in ["a1", "a2", "a3"] { _ = queue.append(work, of: "a") }
        XCTAssertFalse(queue.append("a4", of: "a").isAccepted)
        let first = queue.append("b1", of: "b")
        XCTAssertTrue(first.isAccepted)
        XCTAssertEqual(first.displaced, "a3")
        let second = queue.append("b2", of: "b")
        XCTAssertFalse(second.isAccepted, "both would have the same number")
        XCTAssertEqual(queue.append("c1", of: "c").displaced, "a2")
        XCTAssertFalse(queue.append("d1", of: "d").isAccepted, "each client has one")
    }
}
