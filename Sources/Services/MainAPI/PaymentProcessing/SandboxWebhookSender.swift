import HTTP
import HTTPClient
import Observability
import PaymentGateways
import SQLite
import Synchronization
import Timekeeping

/// Brings the sandbox's webhooks to this service's own address, over HTTP, as a gateway would.
final class SandboxWebhookSender: Sendable {
    private static let batch = 50

    private let sandbox: SandboxGateway
    private let log: Log
    private let client = Mutex<Client?>(nil)
    private let task = BackgroundTask()

    init(_ sandbox: SandboxGateway, log: Log) {
        self.sandbox = sandbox
        self.log = log
    }

    /// Begins to deliver to the service at `address`.
    func start(to address: String) {
        client.withLock { $0 = Client(base: address) }
        sandbox.store.database.onCommit { [task] _ in task.wake() }
        task.start { [self] in
            await round()
            return .seconds(1)
        }
    }

    /// Delivers at once.
    func wake() { task.wake() }

    /// Ends, and closes the sandbox's books.
    func stop() async {
        await task.stop()
        sandbox.store.database.close()
    }

    private func round() async {
        guard let client = client.withLock({ $0 }) else { return }
        do {
            try await sandbox.store.applyDueChanges()
            for delivery in try sandbox.store.dueDeliveries(limit: Self.batch) {
                if Task.isCancelled { return }
                let isTaken = await deliver(delivery, by: client)
                try await sandbox.store.record(delivery, isDelivered: isTaken)
            }
        } catch {
            log.warning("sandbox_delivery_failed", ["error": "\(error)"])
        }
    }

    private func deliver(
        _ delivery: SandboxStore.Delivery, by client: Client
    ) async -> Bool {
        let signature = sandbox.signature.header(
            for: delivery.body, at: sandbox.store.clock.now())
        let call = ClientRequest(
            "POST", "/webhooks/sandbox",
            fields: ["Stripe-Signature": signature], body: delivery.body)
        do {
            return try await client.send(call).isSuccess
        } catch {
            return false
        }
    }
}
