import Glibc
import ServiceRuntime
import XCTest

final class StopSignalTests: XCTestCase {
    func testABlockedStopSignalIsWaitedForInsteadOfKilling() {
        var former = sigset_t()
        pthread_sigmask(SIG_BLOCK, nil, &former)
        defer { pthread_sigmask(SIG_SETMASK, &former, nil) }
        for signal in [SIGTERM, SIGINT] {
            // Again each time, as the second signal is not waited for.
            StopSignal.block()
            // To this thread only: XCTest's others were started before the block.
            pthread_kill(pthread_self(), signal)
            XCTAssertEqual(StopSignal.wait(), signal)
        }
        pthread_kill(pthread_self(), SIGPIPE)
    }
}
