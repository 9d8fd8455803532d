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
    private var looks = 0

    /// Whether tokens of this generation hold, and how often the database was asked for it.
    private func ask(
        _ generation: Int64, of user: UserID, after seconds: Int64 = 0,
        during: () -> Void = {}
    ) -> (holds: Bool, looks: Int) {
        looks = 0
        let holds = generations.isCurrent(
            generation, of: user, at: noon.adding(seconds: seconds)
        ) {
            looks += 1
            let found = stored[user]
            during()
            return found
        }
        return (holds, looks)
    }

    func testTheDatabaseIsAskedOnceASecondForEachGuest() {
        XCTAssert(ask(0, of: asha) == (true, 1))
        XCTAssert(ask(0, of: asha) == (true, 0))
        XCTAssert(ask(5, of: bhavin) == (true, 1))
        XCTAssert(ask(0, of: asha, after: 1) == (true, 1))
        XCTAssert(ask(0, of: asha, after: 1) == (true, 0))
    }

    func testAnotherGenerationThanTheKnownOneIsLookedUp() {
        XCTAssert(ask(0, of: asha) == (true, 1))
        XCTAssert(ask(1, of: asha) == (false, 1))
        stored[asha] = 1
        XCTAssert(ask(1, of: asha) == (true, 1), "a login right after the change")
        XCTAssert(ask(0, of: asha) == (false, 1))
    }

    func testWhatWasForgottenIsAskedForAgain() {
        XCTAssert(ask(0, of: asha) == (true, 1))
        stored[asha] = 1
        generations.forget()
        XCTAssert(ask(0, of: asha) == (false, 1))
    }

    func testWhatWasReadBeforeAChangeIsNotKept() {
        let before = ask(0, of: asha) {
            stored[asha] = 1
            generations.forget()
        }
        XCTAssert(before == (true, 1))
        XCTAssert(ask(0, of: asha) == (false, 1))
    }

    func testNobodyIsNotKept() {
        let kavya = UserID(3)
        XCTAssert(ask(0, of: kavya) == (false, 1))
        stored[kavya] = 0
        XCTAssert(ask(0, of: kavya) == (true, 1))
    }
}
