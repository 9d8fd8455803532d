import BookingDomain
import BookingStore
import HTTP
import Observability
import PaymentGateways
import SQLite
import ServiceRuntime

/// The payment subsystem: gateways, routes and background workers.
final class PaymentService: Sendable {
    private let processor: PaymentProcessor
    let address: PublicAddress
    private let poller: PaymentPoller
    private let refunds: RefundSender
    private let undeliveredEvents: UndeliveredEventPoller
    private let sandbox: SandboxWebhookSender?

    init(
        _ settings: PaymentSettings, address: PublicAddress, service: ServiceSettings,
        store: Store, log: Log, metrics: Metrics
    ) throws {
        self.address = address
        let gateways = try Gateways(
            settings, service: service, clock: store.clock, address: address)
        processor = PaymentProcessor(
            store: store, gateways: gateways, log: log,
            metrics: PaymentMetrics(metrics, store: store))
        poller = PaymentPoller(processor)
        refunds = RefundSender(processor, perSecond: settings.refundsPerSecond)
        undeliveredEvents = UndeliveredEventPoller(processor)
        sandbox = gateways.sandbox.map { SandboxWebhookSender($0, log: log) }
    }

    var onlinePayments: OnlinePayments { processor.gateways.onlinePayments }

    var purgeTasks: [Housekeeping.PurgeTask] {
        let events = Housekeeping.PurgeTask(in: processor.store.database) {
            try $0.webhookEvents.purge(limit: $1)
        }
        guard let store = processor.gateways.sandbox?.store else { return [events] }
        return [events, .init { try await store.purgeDeliveries(limit: $0) }]
    }

    func addRoutes(
        to routes: inout Routes, guest: Authenticator<Guest>, peer: Authenticator<PeerService>
    ) {
        PaymentRoutes(processor: processor).add(to: &routes, guest: guest)
        WebhookRoutes(processor: processor).add(to: &routes)
        MoneyRoutes(store: processor.store).add(to: &routes, peer: peer)
    }

    func addPages(to routes: inout Routes, pages: Pages) {
        let returnPages = ReturnRoutes(processor: processor, pages: pages)
        returnPages.add(to: &routes)
        if let razorpay = processor.gateways.razorpay {
            RazorpayRoutes(
                gateway: razorpay, address: address, returnPages: returnPages
            ).add(to: &routes)
        }
        if let gateway = processor.gateways.sandbox {
            SandboxRoutes(sandbox: gateway, store: processor.store, pages: pages).add(to: &routes)
        }
    }

    /// Starts the workers; refunds of an earlier run are due at once.
    func start() async throws {
        try await processor.store.write { try $0.refunds.makeAllDue() }
        poller.start()
        refunds.start()
        undeliveredEvents.start()
        sandbox?.start(to: address.local)
    }

    func wake(for changes: Changes) {
        if changes.contains(.checkouts) { poller.task.wake() }
        if changes.contains(.refunds) { refunds.task.wake() }
    }

    func wake() {
        wake(for: [.checkouts, .refunds])
        sandbox?.task.wake()
    }

    func stop() async {
        await undeliveredEvents.task.stop()
        await poller.task.stop()
        await refunds.task.stop()
        await sandbox?.stop()
    }
}
