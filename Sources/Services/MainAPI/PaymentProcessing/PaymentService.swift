import BookingDomain
import BookingStore
import HTTP
import Observability
import PaymentGateways
import SQLite
import ServiceRuntime

/// Everything about money, wired together: gateways, routes, and what goes on beside the requests.
final class PaymentService: Sendable {
    private let cashier: PaymentProcessor
    private let address: PublicAddress
    private let poller: PaymentPoller
    private let refunds: RefundSender
    private let refunding = BackgroundTask()
    private let missed: UndeliveredEventPoller
    private let sandbox: SandboxWebhookSender?

    init(
        _ settings: PaymentSettings, service: ServiceSettings, store: Store, log: Log,
        metrics: Metrics
    ) throws {
        address = PublicAddress(configured: settings.publicAddress)
        let gateways = try Gateways(
            settings, service: service, clock: store.clock, address: address)
        cashier = PaymentProcessor(
            store: store, gateways: gateways, log: log,
            metrics: PaymentMetrics(metrics, store: store))
        poller = PaymentPoller(cashier)
        refunds = RefundSender(cashier, perSecond: settings.refundsPerSecond, in: refunding)
        missed = UndeliveredEventPoller(cashier)
        sandbox = gateways.sandbox.map { SandboxWebhookSender($0, log: log) }
    }

    /// What of payments is past its time, to be cleared away now and then.
    var remains: [Housekeeping.PurgeTask] {
        var remains = [
            Housekeeping.PurgeTask(in: cashier.store) { try $0.webhookEvents.purge(limit: $1) }
        ]
        if let books = cashier.gateways.sandbox?.books {
            remains.append(Housekeeping.PurgeTask { try await books.purgeDeliveries(limit: $0) })
        }
        return remains
    }

    /// Adds the routes of paying and of what became of it.
    func addRoutes(
        to routes: inout Routes, guest: Authenticator<Guest>, peer: Authenticator<PeerService>
    ) {
        PaymentRoutes(cashier: cashier).add(to: &routes, guest: guest)
        WebhookRoutes(cashier: cashier).add(to: &routes)
        MoneyRoutes(store: cashier.store).add(to: &routes, peer: peer)
    }

    /// Adds the pages that guests see between this service and a gateway.
    func addPages(to routes: inout Routes, layout: PageLayout) {
        let returnPages = ReturnRoutes(cashier: cashier, layout: layout)
        returnPages.add(to: &routes)
        if let razorpay = cashier.gateways.razorpay {
            RazorpayRoutes(
                gateway: razorpay, address: address, returnPages: returnPages
            ).add(to: &routes)
        }
        if let gateway = cashier.gateways.sandbox {
            SandboxRoutes(sandbox: gateway, layout: layout)
                .add(to: &routes)
        }
    }

    /// Begins with what an earlier run left undone.
    func start(listeningAt address: SocketAddress) async throws {
        self.address.isListening(at: address)
        try await refunds.hurry()
        poller.start()
        refunds.start()
        missed.start()
        sandbox?.start(to: self.address.local)
    }

    /// Wakes the workers that a commit concerns.
    func wake(for changes: Changes) {
        if changes.contains(.checkouts) { poller.wake() }
        if changes.contains(.refunds) { refunding.wake() }
    }

    /// Wakes every worker, as after a change of the clock.
    func wake() {
        wake(for: [.checkouts, .refunds])
        sandbox?.wake()
    }

    func stop() async {
        await missed.stop()
        await poller.stop()
        await refunds.stop()
        await sandbox?.stop()
    }
}
