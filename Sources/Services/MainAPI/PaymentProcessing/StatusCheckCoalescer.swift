import BookingDomain
import Synchronization

/// The tries that a gateway is just being asked about because their guests have come back: whoever
/// reloads the page again and again has it asked one call after the other, and not many at once.
final class StatusCheckCoalescer: Sendable {
    private let underWay = Mutex<Set<PaymentAttemptID>>([])

    /// Has the gateway asked about a try, unless it is being asked; whether it answers or not, the
    /// guest is shown how the booking stands, and the webhook or the poller will see to the rest.
    func settle(_ attempt: PaymentAttempt, by cashier: PaymentProcessor) async {
        guard underWay.withLock({ $0.insert(attempt.id).inserted }) else { return }
        _ = try? await cashier.settle(attempt)
        underWay.withLock { _ = $0.remove(attempt.id) }
    }
}
