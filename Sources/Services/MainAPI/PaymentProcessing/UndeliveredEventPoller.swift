import BookingDomain
import BookingStore
import Observability
import PaymentGateways
import ServiceRuntime

/// Fetches undelivered events from the gateways at the start of the service and then daily.
final class UndeliveredEventPoller: Sendable {
    private static let pause = Duration.seconds(86_400)
    private static let pauseAfterError = Duration.seconds(60)

    private let processor: PaymentProcessor
    let task = BackgroundTask()

    init(_ processor: PaymentProcessor) {
        self.processor = processor
    }

    func start() {
        task.start { [self] in
            var isComplete = true
            for gateway in processor.gateways.all where !Task.isCancelled {
                if await !processAll(from: gateway) { isComplete = false }
            }
            return isComplete ? Self.pause : Self.pauseAfterError
        }
    }

    /// Processes the gateway's undelivered events, the oldest first; false after an error.
    private func processAll(from gateway: any PaymentGateway) async -> Bool {
        let name = gateway.provider.rawValue
        do {
            let events = try await gateway.undeliveredEvents()
            if !events.isEmpty {
                processor.log.notice(
                    "undelivered_events_found", ["gateway": name, "events": events.count])
            }
            // The gateway lists the newest event first.
            var isComplete = true
            for event in events.reversed() where !Task.isCancelled {
                if await !process(event, from: gateway.provider) { isComplete = false }
            }
            return isComplete
        } catch {
            processor.count(error)
            processor.log.warning(
                "undelivered_events_no_response", ["gateway": name, "reason": "\(error)"])
            return false
        }
    }

    /// Processes one event; false if it must be tried again. An error does not block later events.
    private func process(_ event: GatewayEvent, from provider: PaymentProvider) async -> Bool {
        do {
            try await WebhookProcessor(processor: processor).process(event, from: provider)
            return true
        } catch {
            if error is GatewayError { processor.count(error) }
            processor.log.warning(
                "undelivered_event_failed", ["event": event.id, "reason": "\(error)"])
            switch error {
            case is WebhookProcessor.UnknownObject, is ForeignCheckout, GatewayError.refused:
                return true
            default: return false
            }
        }
    }
}
