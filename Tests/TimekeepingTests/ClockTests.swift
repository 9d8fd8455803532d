import Timekeeping
import XCTest

final class ClockTests: XCTestCase {
    func testTheSystemClockTellsTheTimeOfTheMachine() {
        let before = Int64(time(nil))
        let told = Clock.system.now().unixSeconds
        XCTAssertTrue((before...Int64(time(nil))).contains(told))
    }

    func testASettableClockStandsStillUntilItIsTurned() {
        let hands = SettableClock(Timestamp(clamping: 1000))
        let clock = hands.clock
        XCTAssertEqual(clock.now().unixSeconds, 1000)
        hands.advance(seconds: 60)
        XCTAssertEqual(clock.now().unixSeconds, 1060)
        hands.advance(seconds: -2000)
        XCTAssertEqual(clock.now(), .earliest)
        hands.set(.latest)
        XCTAssertEqual(clock.now(), .latest)
    }
}
