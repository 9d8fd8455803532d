import BookingDomain
import Configuration
import HTTP
import PaymentGateways
import ServiceRuntime
import Timekeeping

/// The gateways that are set up: one for new payments, others for what was paid there before.
struct Gateways: Sendable {
    /// Where new payments are made.
    let current: any PaymentGateway
    /// Nil where the sandbox is not in use.
    let sandbox: SandboxGateway?
    let razorpay: RazorpayGateway?
    private let stripe: StripeGateway?

    init(
        _ settings: PaymentSettings, service: ServiceSettings, clock: WallClock,
        address: PublicAddress
    ) throws {
        stripe = settings.stripe.map { keys in
            StripeGateway(
                secretKey: keys.secretKey, webhookSecrets: keys.webhookSecrets,
                baseURL: keys.address, timeout: settings.timeout,
                returnURL: { address.returning(from: "stripe") })
        }
        razorpay = settings.razorpay.map { keys in
            RazorpayGateway(
                keyID: keys.keyID, keySecret: keys.keySecret,
                webhookSecrets: keys.webhookSecrets, baseURL: keys.address,
                timeout: settings.timeout,
                payURL: { address.payingAtRazorpay($0) })
        }
        sandbox =
            settings.provider == .sandbox
            ? try Self.sandbox(service, clock: clock, address: address) : nil
        let chosen: (any PaymentGateway)? =
            switch settings.provider {
            case .sandbox: sandbox
            case .stripe: stripe
            case .razorpay: razorpay
            }
        guard let chosen else { throw NotSetUp(provider: settings.provider) }
        current = chosen
    }

    /// Every gateway that is set up.
    var all: [any PaymentGateway] { PaymentProvider.allCases.compactMap { self[$0] } }

    /// The gateway of a provider; nil where it is not set up.
    subscript(provider: PaymentProvider) -> (any PaymentGateway)? {
        switch provider {
        case .sandbox: sandbox
        case .stripe: stripe
        case .razorpay: razorpay
        }
    }

    /// The sandbox keeps its books beside the database, and a secret for its webhooks.
    private static func sandbox(
        _ service: ServiceSettings, clock: WallClock, address: PublicAddress
    ) throws -> SandboxGateway {
        SandboxGateway(
            store: try SandboxStore(path: service.database + ".sandbox", clock: clock),
            webhookSecret: try SecretFile.loadOrCreate(
                path: service.database + ".sandbox-key", bytes: 32),
            publicAddress: { address.text },
            returnAddress: { address.returning(from: "sandbox") })
    }

    /// There are no keys for the provider.
    struct NotSetUp: Error {
        let provider: PaymentProvider
    }
}
