import BookingDomain
import BookingStore
import HTTP
import Lifecycle
import ServiceRuntime

/// Everything about money, wired together: gateways, routes, and what goes on beside the requests.
final class PaymentService: Sendable {
    private let cashier: Cashier
    private let address: PublicAddress
    private let poller: PaymentPoller
    private let refunds: RefundSender
    private let sandbox: SandboxCourier?

    init(
        _ settings: PaymentSettings, service: ServiceSettings, store: Store, log: Log,
        outboxChanged: @escaping @Sendable () -> Void
    ) throws {
        address = PublicAddress(configured: settings.publicAddress)
        let gateways = try Gateways(
            settings, service: service, clock: store.clock, address: address)
        cashier = Cashier(
            store: store, gateways: gateways, log: log, moneyMoved: outboxChanged)
        poller = PaymentPoller(cashier)
        refunds = RefundSender(cashier, perSecond: settings.refundsPerSecond)
        sandbox = gateways.sandbox.map { SandboxCourier($0, log: log) }
    }

    /// Adds the routes of paying and of what became of it.
    func addRoutes(
        to routes: inout Routes, guest: Caller<Guest>, peer: Caller<PeerService>
    ) {
        PaymentRoutes(cashier: cashier, address: address).add(to: &routes, guest: guest)
        WebhookRoutes(cashier: cashier).add(to: &routes)
        MoneyRoutes(store: cashier.store, moneyMoved: wake).add(to: &routes, peer: peer)
    }

    /// Adds the pages that guests see between this service and a gateway.
    func addPages(to routes: inout Routes) {
        ReturnRoutes(cashier: cashier).add(to: &routes)
        if let razorpay = cashier.gateways.razorpay {
            RazorpayRoutes(cashier: cashier, gateway: razorpay, address: address).add(to: &routes)
        }
        if let gateway = cashier.gateways.sandbox, let sandbox {
            SandboxRoutes(sandbox: gateway, reported: sandbox.wake).add(to: &routes)
        }
    }

    /// Begins with what an earlier run left undone.
    func start(listeningAt address: SocketAddress) async throws {
        self.address.isListening(at: address)
        try await refunds.hurry()
        poller.start()
        refunds.start()
        sandbox?.start(to: self.address.local)
    }

    /// Says that there may be checkouts to close or refunds to send.
    func wake() {
        poller.wake()
        refunds.wake()
        sandbox?.wake()
    }

    func stop() async {
        await poller.stop()
        await refunds.stop()
        await sandbox?.stop()
    }
}
