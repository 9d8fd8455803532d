import HTTP
import HTTPClient
import Observability
import PaymentGateways
import SQLite
import Synchronization
import Timekeeping

/// Sends the sandbox's webhooks to this service over HTTP, as a real gateway does.
final class SandboxWebhookSender: Sendable {
    private static let batchSize = 50

    private let sandbox: SandboxGateway
    private let log: Log
    private let client = Mutex<Client?>(nil)
    private let task = BackgroundTask()

    init(_ sandbox: SandboxGateway, log: Log) {
        self.sandbox = sandbox
        self.log = log
    }

    /// - Parameter address: The base URL of this service.
    func start(to address: String) {
        client.withLock { $0 = Client(base: address) }
        sandbox.store.database.onCommit { [task] _ in task.wake() }
        task.start { [self] in
            await sendDueWebhooks()
            return .seconds(1)
        }
    }

    func wake() { task.wake() }

    /// Stops the task and closes the sandbox's database.
    func stop() async {
        await task.stop()
        sandbox.store.database.close()
    }

    private func sendDueWebhooks() async {
        guard let client = client.withLock({ $0 }) else { return }
        do {
            try await sandbox.store.applyDueChanges()
            for delivery in try sandbox.store.dueDeliveries(limit: Self.batchSize) {
                if Task.isCancelled { return }
                let isDelivered = await deliver(delivery, by: client)
                try await sandbox.store.record(delivery, isDelivered: isDelivered)
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
