import BookingDomain
import BookingStore
import Observability
import PaymentGateways

/// Asks gateways for the events that they could not deliver: when the service starts, as it was
/// away until then, and daily.
final class UndeliveredEventPoller: Sendable {
    private static let pause = Duration.seconds(86_400)
    private static let pauseAfterFault = Duration.seconds(60)

    private let processor: PaymentProcessor
    private let task = BackgroundTask()

    init(_ processor: PaymentProcessor) {
        self.processor = processor
    }

    func start() {
        task.start { [self] in
            var isComplete = true
            for gateway in processor.gateways.all where !Task.isCancelled {
                if await !processAll(from: gateway) { isComplete = false }
            }
            return isComplete ? Self.pause : Self.pauseAfterFault
        }
    }

    func stop() async { await task.stop() }

    /// Takes each event that the gateway could not deliver, the oldest first.
    ///
    /// - Returns: Whether the gateway has answered for every event.
    private func processAll(from gateway: any PaymentGateway) async -> Bool {
        let name = gateway.provider.rawValue
        do {
            let events = try await gateway.undeliveredEvents()
            if !events.isEmpty {
                processor.log.notice(
                    "undelivered_events_found", ["gateway": name, "events": events.count])
            }
            // The gateway lists the latest first.
            for event in events.reversed() where !Task.isCancelled {
                try await process(event, from: gateway.provider)
            }
            return true
        } catch {
            processor.log.warning(
                "undelivered_events_no_response", ["gateway": name, "reason": "\(error)"])
            return false
        }
    }

    /// Takes one event; one that can never have an effect here keeps none behind it from having
    /// theirs.
    private func process(_ event: GatewayEvent, from provider: PaymentProvider) async throws {
        do {
            try await WebhookProcessor(processor: processor).process(event, from: provider)
        } catch let error where Self.isFinal(error) {
            processor.log.warning(
                "webhook_event_ignored", ["event": event.id, "reason": "\(error)"])
        }
    }

    private static func isFinal(_ error: any Error) -> Bool {
        switch error {
        case is WebhookProcessor.UnknownObject, is ForeignCheckout, GatewayError.refused: true
        default: false
        }
    }
}
