import HTTP
import Timekeeping
import XCTest

@testable import ServiceRuntime

final class LoginLimitsTests: XCTestCase {
    private var now = Timestamp(clamping: 1_800_000_000)
    private var limits = LoginLimits(limitsNetworks: true, limitsAccounts: true)

    /// Fails a login, and returns the seconds to wait if it is refused.
    private func fail(
        _ account: String = "asha", from address: String, isKnown: Bool = false
    ) throws -> Int64 {
        let client = try XCTUnwrap(PeerAddress(address))
        let (attempt, wait) = limits.begin(account, from: client, isKnown: isKnown, now: now)
        if let attempt { limits.end(attempt, .failed, now: now) }
        return wait
    }

    func testASiteHasFourTimesTheFailuresOfANetwork() throws {
        for network in 1...4 {
            for _ in 1...5 { XCTAssertEqual(try fail(from: "2001:db8:1:\(network)::1"), 0) }
            XCTAssertEqual(try fail(from: "2001:db8:1:\(network)::2"), 1)
        }
        XCTAssertEqual(try fail(from: "2001:db8:1:5::1"), 1, "the /48 has had 20 failures")
        XCTAssertEqual(try fail(from: "2001:db8:2:5::1"), 0, "another /48")
    }

    func testCountsDecay() throws {
        for _ in 1...5 { XCTAssertEqual(try fail(from: "203.0.113.7"), 0) }
        XCTAssertEqual(try fail(from: "203.0.113.7"), 1)
        now = now.adding(seconds: 1_200)
        XCTAssertEqual(try fail(from: "203.0.113.7"), 0)
        XCTAssertEqual(try fail(from: "203.0.113.7"), 0)
        XCTAssertEqual(try fail(from: "203.0.113.7"), 1, "two of five failures were forgotten")
    }

    func testTheWaitDoesNotGrowWhenTheClockIsSetBack() throws {
        for _ in 1...20 {
            now = now.adding(seconds: try fail(from: "203.0.113.7"))
            _ = try fail(from: "203.0.113.7")
        }
        now = now.adding(seconds: -86_400)
        XCTAssertLessThanOrEqual(try fail(from: "203.0.113.7"), 300)
        now = now.adding(seconds: 300)
        XCTAssertEqual(try fail(from: "203.0.113.8"), 0)
    }

    func testManyKeysDoNotPushOutAHighCount() throws {
        limits = LoginLimits(limitsNetworks: true, limitsAccounts: true, capacity: 1_000)
        for _ in 1...5 { XCTAssertEqual(try fail(from: "203.0.113.7"), 0) }
        for number in 0..<5_000 {
            _ = try fail("name-\(number)", from: "10.1.\(number / 250).\(number % 250)")
        }
        XCTAssertLessThanOrEqual(limits.size, 1_000)
        XCTAssertEqual(try fail(from: "203.0.113.7"), 1)
    }

    func testEachLimitCanBeTurnedOff() throws {
        limits = LoginLimits(limitsNetworks: false, limitsAccounts: true)
        for _ in 1...50 { XCTAssertEqual(try fail(from: "203.0.113.7"), 0) }
        XCTAssertEqual(try fail(from: "203.0.113.7"), 72, "50 an hour for an account")
        XCTAssertEqual(try fail(from: "203.0.113.7", isKnown: true), 0)
        limits = LoginLimits(limitsNetworks: true, limitsAccounts: false)
        for number in 1...200 { XCTAssertEqual(try fail(from: "203.0.113.\(number)"), 0) }
    }
}
