import Synchronization

/// The state that all threads of a run share.
final class RunContext: Sendable {
    let installation: Installation
    let violations = Violations()
    private let recordedActions = Mutex(RecordedActions())
    private let currentCounts = Mutex(Counts())
    private let stopRequested = Atomic(false)

    init(_ installation: Installation) { self.installation = installation }

    var actions: RecordedActions { recordedActions.withLock { $0 } }
    var counts: Counts { currentCounts.withLock { $0 } }
    var isStopping: Bool { stopRequested.load(ordering: .acquiring) }

    func record<Action: Sendable>(
        _ action: Action, in list: WritableKeyPath<RecordedActions, [Action]>
    ) {
        recordedActions.withLock { $0[keyPath: list].append(action) }
    }

    func updateCounts(_ update: (inout Counts) -> Void) { currentCounts.withLock { update(&$0) } }

    func requestStop() { stopRequested.store(true, ordering: .releasing) }
}

struct Counts {
    var requests = 0
    var seriesEdits = 0
    var seriesCancellations = 0
    /// Requests without a complete response.
    var unanswered = 0
    var retries = 0
    var kills: [Service: Int] = [:]
    var killsWhileStarting = 0
    var restarts = 0
    /// Checks of all events' seats in the database during the run.
    var seatChecks = 0
    /// Events without a free seat, summed over the seat checks.
    var fullEvents = 0
    var notices = 0
    var messages = 0
    var mails = 0
    var payments = 0
    var refunds = 0
    var receipts = 0
    var refundsRetried = 0
    /// Offers of waiting lists.
    var offers = 0
    var offersConfirmed = 0
    var offersLapsed = 0
    var offersDeclined = 0
    /// Offers that a facilitator made before earlier guests got one.
    var offersOutOfTurn = 0
    /// Offers made while earlier guests waited for more seats than were free.
    var offersPassingLargerWaits = 0
    /// Cancelled seats whose refunds depended on another guest.
    var contingents = 0
    var contingentsReleased = 0
}
