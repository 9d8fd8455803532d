import Glibc
import Lifecycle
import XCTest

final class StopSignalTests: XCTestCase {
    func testABlockedStopSignalIsWaitedForInsteadOfKilling() {
        var former = sigset_t()
        pthread_sigmask(SIG_BLOCK, nil, &former)
        defer { pthread_sigmask(SIG_SETMASK, &former, nil) }
        StopSignal.block()
        for signal in [SIGTERM, SIGINT] {
            // To this thread only: XCTest's others were started before the block.
            pthread_kill(pthread_self(), signal)
            XCTAssertEqual(StopSignal.wait(), signal)
        }
        pthread_kill(pthread_self(), SIGPIPE)
    }
}
