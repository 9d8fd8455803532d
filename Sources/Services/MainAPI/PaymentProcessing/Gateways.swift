import BookingDomain
import Configuration
import HTTP
import PaymentGateways
import ServiceRuntime
import Timekeeping

/// The configured gateways: one for new payments, and others for earlier payments.
struct Gateways: Sendable {
    let sandbox: SandboxGateway?
    let razorpay: RazorpayGateway?
    private let stripe: StripeGateway?
    private let provider: PaymentProvider?

    init(
        _ settings: PaymentSettings, service: ServiceSettings, clock: WallClock,
        address: PublicAddress
    ) throws {
        stripe = settings.stripe.map { keys in
            StripeGateway(
                secretKey: keys.secret, webhookSecrets: keys.webhookSecrets,
                baseURL: keys.address, timeout: settings.timeout, options: keys.stripeOptions,
                returnURL: { address.returnPage(from: "stripe") })
        }
        razorpay = settings.razorpay.map { keys in
            RazorpayGateway(
                keyID: keys.keyID, keySecret: keys.secret,
                webhookSecrets: keys.webhookSecrets, baseURL: keys.address,
                timeout: settings.timeout,
                payURL: { address.razorpayPage(of: $0) })
        }
        sandbox =
            settings.provider == .sandbox
            ? try Self.sandbox(service, clock: clock, address: address) : nil
        provider = settings.provider
    }

    /// The payments that guests can make now.
    var onlinePayments: OnlinePayments {
        OnlinePayments(gateway: provider.flatMap { self[$0] })
    }

    /// The gateway of a provider, which earlier payments may need.
    func require(_ provider: PaymentProvider) throws(NotConfigured) -> any PaymentGateway {
        guard let gateway = self[provider] else { throw NotConfigured(provider: provider) }
        return gateway
    }

    var all: [any PaymentGateway] { PaymentProvider.allCases.compactMap { self[$0] } }

    /// The gateway of a provider; nil if it is not configured.
    subscript(provider: PaymentProvider) -> (any PaymentGateway)? {
        switch provider {
        case .sandbox: sandbox
        case .stripe: stripe
        case .razorpay: razorpay
        case .offline: nil
        }
    }

    /// The sandbox, whose database and webhook secret are files beside the service's database.
    private static func sandbox(
        _ service: ServiceSettings, clock: WallClock, address: PublicAddress
    ) throws -> SandboxGateway {
        SandboxGateway(
            store: try SandboxStore(path: service.database + ".sandbox", clock: clock),
            webhookSecret: try SecretFile.loadOrCreate(
                path: service.database + ".sandbox-key", bytes: 32),
            publicAddress: { address.text },
            returnAddress: { address.returnPage(from: "sandbox") })
    }

    struct NotConfigured: Error {
        let provider: PaymentProvider
    }
}
