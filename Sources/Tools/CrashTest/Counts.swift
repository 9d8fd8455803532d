import Synchronization

/// How much was done; shared by all threads.
final class Counts: Sendable {
    struct Values {
        var requests = 0
        /// Requests to which no whole answer came.
        var unanswered = 0
        /// Times that a request was sent once more.
        var retries = 0
        var killsOfMain = 0
        var killsOfCRM = 0
        /// Kills, of those above, of a service that was starting.
        var killsWhileStarting = 0
        var restarts = 0
        /// Times that the seats were counted in the database while the torture went on.
        var samples = 0
        /// Events that had no seat left, summed over the samples.
        var fullEvents = 0
        var notices = 0
        var messages = 0
        var mails = 0
        var payments = 0
        var refunds = 0
    }

    private let values = Mutex(Values())

    var current: Values { values.withLock { $0 } }

    func add(_ change: (inout Values) -> Void) {
        values.withLock { change(&$0) }
    }
}
