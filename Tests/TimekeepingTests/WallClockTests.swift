import Timekeeping
import XCTest

final class ClockTests: XCTestCase {
    func testTheSystemClockTellsTheTimeOfTheMachine() {
        // Not time(), which goes a few milliseconds behind and so is in the second before for them.
        func machine() -> Int64 {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Int64(time.tv_sec)
        }
        let before = machine()
        let told = WallClock.system.now().unixSeconds
        XCTAssertTrue((before...machine()).contains(told))
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
