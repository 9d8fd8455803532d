import Dispatch
import Synchronization
import XCTest

@testable import Credentials

final class PasswordHasherTests: XCTestCase {
    func testPasswordsAreHashedAndVerified() async throws {
        let hasher = PasswordHasher(cost: .minimum)
        let hash = try await hasher.make("secret")
        let isRight = try await hasher.verify("secret", against: hash)
        let isWrong = try await hasher.verify("Secret", against: hash)
        XCTAssertTrue(isRight)
        XCTAssertFalse(isWrong)
    }

    func testAMissingHashMatchesNoPassword() async throws {
        let isRight = try await PasswordHasher().verify("secret", against: nil)
        XCTAssertFalse(isRight)
    }

    func testAHashErrorReachesTheCaller() async {
        do {
            _ = try await PasswordHasher(cost: .minimum).make("a\0b")
            XCTFail("it was hashed")
        } catch {
            XCTAssertTrue(error is PasswordHashError, "\(error)")
        }
    }

    func testConcurrentCallsAreAllAnswered() async throws {
        let hasher = PasswordHasher(threads: 2, queueLimit: 100, cost: .minimum)
        let hash = try await hasher.make("5")
        let right = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<50 {
                group.addTask { try await hasher.verify("\(number)", against: hash) }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        XCTAssertEqual(right, 1)
    }

    func testAFullQueueRefusesCallsUntilItHasRoom() async {
        let hasher = PasswordHasher(threads: 1, queueLimit: 1, cost: .minimum)
        let gate = DispatchSemaphore(value: 0)
        let finished = expectation(description: "both jobs finish")
        finished.expectedFulfillmentCount = 2
        let job: PasswordHasher.Job = {
            gate.wait()
            finished.fulfill()
        }
        XCTAssertTrue(hasher.submit(job), "one runs")
        XCTAssertTrue(hasher.submit(job), "one waits")
        XCTAssertFalse(hasher.submit { XCTFail("a refused job ran") })
        do {
            _ = try await hasher.make("secret")
            XCTFail("it was accepted")
        } catch {
            XCTAssertTrue(error is PasswordHasherBusy, "\(error)")
        }
        gate.signal()
        gate.signal()
        await fulfillment(of: [finished], timeout: 60)
        do {
            _ = try await hasher.make("secret")
        } catch {
            XCTFail("\(error)")
        }
    }

    func testAKnownNetworkIsServedBeforeAQueueFullOfOthers() async {
        let hasher = PasswordHasher(threads: 1, queueLimit: 3, cost: .minimum)
        let gate = DispatchSemaphore(value: 0)
        let served = Mutex<[String]>([])
        let finished = expectation(description: "all jobs finish")
        finished.expectedFulfillmentCount = 5
        func submit(_ network: String, isKnown: Bool = false) -> Bool {
            hasher.submit(for: .init(network: network, isKnown: isKnown)) {
                if network == "running" { gate.wait() }
                served.withLock { $0.append(network) }
                finished.fulfill()
            }
        }
        for network in ["running", "a", "b", "c"] { XCTAssertTrue(submit(network)) }
        XCTAssertFalse(submit("d"))
        XCTAssertTrue(submit("owner", isKnown: true))
        gate.signal()
        await fulfillment(of: [finished], timeout: 60)
        XCTAssertEqual(served.withLock { $0 }, ["running", "owner", "a", "b", "c"])
    }

    func testHasherThreadsHaveLowerPriority() async {
        let finished = expectation(description: "the job finishes")
        let caller = Self.niceness
        let found = Mutex<Int32>(0)
        XCTAssertTrue(
            PasswordHasher().submit {
                found.withLock { $0 = Self.niceness }
                finished.fulfill()
            })
        await fulfillment(of: [finished], timeout: 60)
        XCTAssertEqual(found.withLock { $0 }, min(caller + 10, 19))
    }

    /// The niceness of the calling thread.
    private static var niceness: Int32 { getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) }

    func testAtMostTheConfiguredThreadsRunJobs() async {
        let hasher = PasswordHasher(threads: 2, queueLimit: 50)
        let running = Mutex((now: 0, most: 0))
        let finished = expectation(description: "all jobs finish")
        finished.expectedFulfillmentCount = 40
        for _ in 0..<40 {
            let isAccepted = hasher.submit {
                running.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
                _ = SHA256.hash([UInt8](repeating: 0, count: 10_000))
                running.withLock { $0.now -= 1 }
                finished.fulfill()
            }
            XCTAssertTrue(isAccepted)
        }
        await fulfillment(of: [finished], timeout: 60)
        XCTAssertLessThanOrEqual(running.withLock { $0.most }, 2)
    }
}
