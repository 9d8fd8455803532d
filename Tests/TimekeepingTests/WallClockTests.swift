import TestSupport
import Timekeeping
import XCTest

final class WallClockTests: XCTestCase {
    func testTheSystemClockMatchesTheMachine() {
        // Not time(), which can be a few milliseconds behind.
        func machine() -> Int64 {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Int64(time.tv_sec)
        }
        let before = machine()
        let now = WallClock.system.now().unixSeconds
        XCTAssertTrue((before...machine()).contains(now))
    }

    func testASettableClockChangesOnlyWhenSet() {
        let settable = SettableClock(Timestamp(clamping: 1000))
        let clock = settable.clock
        XCTAssertEqual(clock.now().unixSeconds, 1000)
        settable.advance(seconds: 60)
        XCTAssertEqual(clock.now().unixSeconds, 1060)
        settable.advance(seconds: -2000)
        XCTAssertEqual(clock.now(), .earliest)
        settable.set(.latest)
        XCTAssertEqual(clock.now(), .latest)
    }
}
