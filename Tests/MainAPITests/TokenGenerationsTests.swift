import BookingDomain
import Timekeeping
import XCTest

@testable import MainAPI

final class TokenGenerationsTests: XCTestCase {
    private let asha = UserID(1)
    private let bhavin = UserID(2)
    private let noon = Timestamp.earliest.adding(seconds: 43_200)
    private let generations = TokenGenerations()
    private lazy var stored: [UserID: Int64] = [asha: 0, bhavin: 5]
    private var reads = 0

    /// Whether tokens of this generation are valid, and how often the database was read.
    private func check(
        _ generation: Int64, of user: UserID, after seconds: Int64 = 0,
        during: () -> Void = {}
    ) -> (isValid: Bool, reads: Int) {
        reads = 0
        let isValid = generations.isCurrent(
            generation, of: user, at: noon.adding(seconds: seconds)
        ) {
            reads += 1
            let found = stored[user]
            during()
            return found
        }
        return (isValid, reads)
    }

    func testTheDatabaseIsReadOnceASecondForEachGuest() {
        XCTAssert(check(0, of: asha) == (true, 1))
        XCTAssert(check(0, of: asha) == (true, 0))
        XCTAssert(check(5, of: bhavin) == (true, 1))
        XCTAssert(check(0, of: asha, after: 1) == (true, 1))
        XCTAssert(check(0, of: asha, after: 1) == (true, 0))
    }

    func testAnotherGenerationThanTheCachedOneIsRead() {
        XCTAssert(check(0, of: asha) == (true, 1))
        XCTAssert(check(1, of: asha) == (false, 1))
        stored[asha] = 1
        XCTAssert(check(1, of: asha) == (true, 1), "a login right after the change")
        XCTAssert(check(0, of: asha) == (false, 1))
    }

    func testAForgottenGenerationIsReadAgain() {
        XCTAssert(check(0, of: asha) == (true, 1))
        stored[asha] = 1
        generations.clear()
        XCTAssert(check(0, of: asha) == (false, 1))
    }

    func testAGenerationReadBeforeAChangeIsNotCached() {
        let before = check(0, of: asha) {
            stored[asha] = 1
            generations.clear()
        }
        XCTAssert(before == (true, 1))
        XCTAssert(check(0, of: asha) == (false, 1))
    }

    func testAnUnknownUserIsNotCached() {
        let kavya = UserID(3)
        XCTAssert(check(0, of: kavya) == (false, 1))
        stored[kavya] = 0
        XCTAssert(check(0, of: kavya) == (true, 1))
    }
}
