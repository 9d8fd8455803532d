import HTTP
import HTTPClient
import Observability
import PaymentGateways
import SQLite
import ServiceRuntime
import Timekeeping

/// Sends the sandbox's webhooks to this service over HTTP, as a real gateway does.
final class SandboxWebhookSender: Sendable {
    private static let batchSize = 50

    private let sandbox: SandboxGateway
    private let log: Log
    let task = BackgroundTask()

    init(_ sandbox: SandboxGateway, log: Log) {
        self.sandbox = sandbox
        self.log = log
    }

    func start(to address: String) {
        let client = Client(base: address)
        sandbox.store.database.onCommit { [task] _ in task.wake() }
        task.start { [self] in
            await sendDueWebhooks(by: client)
            return .seconds(1)
        }
    }

    /// Stops the task and closes the sandbox's database.
    func stop() async {
        await task.stop()
        sandbox.store.database.close()
    }

    private func sendDueWebhooks(by client: Client) async {
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
