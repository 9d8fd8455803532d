import BookingDomain
import Configuration
import PaymentGateways

/// The settings of the payment gateways.
struct PaymentSettings: Sendable {
    /// A gateway's credentials.
    struct Keys: Sendable {
        /// Razorpay's public part of the key; empty at Stripe.
        var keyID = ""
        let secret: Secret
        let webhookSecrets: [Secret]
        let address: String
        var stripeOptions = StripeOptions()
    }

    /// The values of `PAYMENT_PROVIDER`.
    private enum ProviderChoice: String, CaseIterable {
        case sandbox
        case stripe
        case razorpay
        case none
    }

    /// The gateway for new payments, nil for none; earlier payments stay with their own gateway.
    let provider: PaymentProvider?
    let stripe: Keys?
    let razorpay: Keys?
    /// The service's base URL for browsers; nil for the listening address.
    let publicAddress: String?
    let timeout: Duration
    let refundsPerSecond: Int

    /// - Parameter isReachable: Whether other machines can reach the service.
    init(_ reader: inout SettingsReader, isReachable: Bool) {
        let choice = reader.choice(
            variable: "PAYMENT_PROVIDER", default: ProviderChoice.sandbox,
            help: "Where guests pay; the sandbox moves no money.")
        provider = PaymentProvider(rawValue: choice.rawValue)
        stripe = Self.stripe(&reader)
        razorpay = Self.razorpay(&reader)
        publicAddress = reader.optionalURL(
            variable: "PUBLIC_URL", defaultText: "where it listens",
            help: "Base URL of the web pages for browsers.")
        timeout = reader.duration(
            variable: "GATEWAY_TIMEOUT", default: .seconds(10),
            in: .seconds(1)...(.seconds(30)),
            help: "Time limit for one call to a gateway.")
        refundsPerSecond = reader.integer(
            variable: "REFUNDS_PER_SECOND", default: 20, in: 1...100,
            help: "Limit on refunds sent to the gateway per second.")
        let isProduction = reader.boolean(
            variable: "PRODUCTION", help: "Real money: live keys only, and no sandbox.")
        let allowsSandbox = reader.boolean(
            variable: "ALLOW_SANDBOX",
            help: "Allows the sandbox in production and where others can reach the service.")
        let isPublic = isReachable || publicAddress?.hasPrefix("https://") == true
        if provider == .sandbox, isProduction || isPublic, !allowsSandbox {
            reader.reject(
                "PAYMENT_PROVIDER must be stripe, razorpay or none in production and where others"
                    + " can reach the service: the sandbox takes no money. ALLOW_SANDBOX=1 permits it."
            )
        }
        check(&reader, isProduction: isProduction)
    }

    private static func stripe(_ reader: inout SettingsReader) -> Keys? {
        let key = reader.secret(
            variable: "STRIPE_SECRET_KEY", defaultText: "none",
            help: "Stripe's secret key, sk_… or rk_….")
        let secrets = secrets(&reader, "STRIPE_WEBHOOK_SECRET", "STRIPE_WEBHOOK_SECRET_OLD")
        let address = reader.url(
            variable: "STRIPE_URL", default: StripeGateway.defaultBaseURL,
            help: "Base URL of Stripe.")
        let methods = reader.list(
            variable: "STRIPE_PAYMENT_METHODS", defaultText: "card",
            help: "Stripe's ways to pay, such as card,ideal,sepa_debit.")
        let options = StripeOptions(
            paymentMethods: methods.isEmpty ? ["card"] : methods,
            requiresBillingAddress: reader.boolean(
                variable: "STRIPE_BILLING_ADDRESS",
                help: "Asks guests for a billing address, as India requires of foreign cards."))
        if !methods.allSatisfy(StripeOptions.isPaymentMethod) {
            reader.reject("STRIPE_PAYMENT_METHODS must list names such as card,ideal,sepa_debit.")
        }
        guard let key else { return nil }
        if secrets.isEmpty {
            reader.reject("STRIPE_WEBHOOK_SECRET must be set when STRIPE_SECRET_KEY is.")
        }
        return Keys(
            secret: key, webhookSecrets: secrets, address: address, stripeOptions: options)
    }

    private static func razorpay(_ reader: inout SettingsReader) -> Keys? {
        let keyID = reader.optionalString(
            variable: "RAZORPAY_KEY_ID", help: "Razorpay's key id, rzp_test_… or rzp_live_….")
        let key = reader.secret(
            variable: "RAZORPAY_KEY_SECRET", defaultText: "none",
            help: "Razorpay's key secret.")
        let secrets = secrets(&reader, "RAZORPAY_WEBHOOK_SECRET", "RAZORPAY_WEBHOOK_SECRET_OLD")
        let address = reader.url(
            variable: "RAZORPAY_URL", default: RazorpayGateway.defaultBaseURL,
            help: "Base URL of Razorpay.")
        guard let keyID else { return nil }
        if key == nil || secrets.isEmpty {
            reader.reject(
                "RAZORPAY_KEY_SECRET and RAZORPAY_WEBHOOK_SECRET must be set when RAZORPAY_KEY_ID is."
            )
        }
        if secrets.contains(where: { $0.bytes == key?.bytes }) {
            reader.reject("RAZORPAY_WEBHOOK_SECRET must not be RAZORPAY_KEY_SECRET.")
        }
        return Keys(
            keyID: keyID, secret: key ?? Secret(""), webhookSecrets: secrets, address: address)
    }

    /// The current secret and, during a rotation, the previous one.
    private static func secrets(
        _ reader: inout SettingsReader, _ current: String, _ previous: String
    ) -> [Secret] {
        let secrets = [
            reader.secret(
                variable: current, defaultText: "none",
                help: "Secret of the webhook signatures."),
            reader.secret(
                variable: previous, defaultText: "none",
                help: "Previous webhook secret, during a rotation."),
        ]
        return secrets.compactMap { $0 }
    }

    /// Rejects test keys in production, and live keys outside of it.
    private func check(
        _ reader: inout SettingsReader, isProduction: Bool
    ) {
        if provider == .stripe, stripe == nil {
            reader.reject("STRIPE_SECRET_KEY must be set when PAYMENT_PROVIDER is stripe.")
        }
        if provider == .razorpay, razorpay == nil {
            reader.reject("RAZORPAY_KEY_ID must be set when PAYMENT_PROVIDER is razorpay.")
        }
        let keys = [
            stripe.map { ("STRIPE_SECRET_KEY", StripeGateway.isLive($0.secret)) },
            razorpay.map { ("RAZORPAY_KEY_ID", RazorpayGateway.isLive($0.keyID)) },
        ]
        for case let (variable, isLive)? in keys where isLive != isProduction {
            switch isLive {
            case true?:
                reader.reject(
                    "\(variable) is a live key, which moves real money: set PRODUCTION=1 to allow it."
                )
            case false?:
                reader.reject(
                    "\(variable) must be a live key in production; this one is for tests.")
            case nil: reader.reject("\(variable) is not a valid key.")
            }
        }
        guard isProduction else { return }
        if publicAddress?.hasPrefix("https://") != true {
            reader.reject("PUBLIC_URL must be set to an https address in production.")
        }
        let urls = [("STRIPE_URL", stripe?.address), ("RAZORPAY_URL", razorpay?.address)]
        for case (let variable, let url?) in urls where !url.hasPrefix("https://") {
            reader.reject("\(variable) must be an https address in production.")
        }
    }
}
