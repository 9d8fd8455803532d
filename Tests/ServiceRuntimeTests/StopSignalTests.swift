import Glibc
import ServiceRuntime
import XCTest

final class StopSignalTests: XCTestCase {
    func testABlockedStopSignalIsReceivedByWait() {
        var former = sigset_t()
        pthread_sigmask(SIG_BLOCK, nil, &former)
        defer { pthread_sigmask(SIG_SETMASK, &former, nil) }
        for signal in [SIGTERM, SIGINT] {
            // Each time, since `wait` unblocks the signals.
            StopSignal.block()
            // To this thread only: XCTest's other threads started before the block.
            pthread_kill(pthread_self(), signal)
            XCTAssertEqual(StopSignal.wait(), signal)
        }
        pthread_kill(pthread_self(), SIGPIPE)
    }
}
