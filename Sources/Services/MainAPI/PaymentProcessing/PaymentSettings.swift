import BookingDomain
import Configuration
import PaymentGateways

/// Which gateway takes the money, and how it knows us.
struct PaymentSettings: Sendable {
    /// What Stripe has given us.
    struct StripeKeys: Sendable {
        let secretKey: Secret
        let webhookSecrets: [Secret]
        let address: String
    }

    /// What Razorpay has given us.
    struct RazorpayKeys: Sendable {
        let keyID: String
        let keySecret: Secret
        let webhookSecrets: [Secret]
        let address: String
    }

    /// Where new payments are made; older ones stay with the gateway they were made at.
    let provider: PaymentProvider
    let stripe: StripeKeys?
    let razorpay: RazorpayKeys?
    /// Where guests' browsers find this service; nil is where it listens.
    let publicAddress: String?
    /// The longest that a gateway may take to answer.
    let timeout: Duration
    /// Refunds sent in a second, at most.
    let refundsPerSecond: Int

    /// Reads them; what is wrong shows in the reader's `finish`.
    init(_ reader: inout SettingsReader) {
        provider = reader.choice(
            variable: "PAYMENT_PROVIDER", default: .sandbox,
            help: "Where guests pay; the sandbox moves no money.")
        stripe = Self.stripe(&reader)
        razorpay = Self.razorpay(&reader)
        publicAddress = reader.optionalURL(
            variable: "PUBLIC_URL", defaultText: "where it listens",
            help: "Where browsers find this service, for the way back from paying.")
        timeout = reader.duration(
            variable: "GATEWAY_TIMEOUT", default: .seconds(10),
            in: .seconds(1)...(.seconds(30)),
            help: "The longest that a gateway may take to answer."
        )
        refundsPerSecond = reader.integer(
            variable: "REFUNDS_PER_SECOND", default: 20, in: 1...100,
            help: "Refunds that are sent to the gateway in a second, at most.")
        let isProduction = reader.boolean(
            variable: "PRODUCTION", help: "Real money: live keys only, and no sandbox.")
        let allowsSandbox = reader.boolean(
            variable: "ALLOW_SANDBOX", help: "Lets the sandbox take bookings in production too.")
        check(&reader, isProduction: isProduction, allowsSandbox: allowsSandbox)
    }

    private static func stripe(_ reader: inout SettingsReader) -> StripeKeys? {
        let key = reader.secret(
            variable: "STRIPE_SECRET_KEY", defaultText: "none",
            help: "Stripe's secret key, sk_… or rk_….")
        let secrets = secrets(&reader, "STRIPE_WEBHOOK_SECRET", "STRIPE_WEBHOOK_SECRET_OLD")
        let address = reader.url(
            variable: "STRIPE_URL", default: StripeGateway.defaultBaseURL, help: "Where Stripe is.")
        guard let key else { return nil }
        if secrets.isEmpty {
            reader.reject("STRIPE_WEBHOOK_SECRET must be set when STRIPE_SECRET_KEY is.")
        }
        return StripeKeys(secretKey: key, webhookSecrets: secrets, address: address)
    }

    private static func razorpay(_ reader: inout SettingsReader) -> RazorpayKeys? {
        let keyID = reader.optionalString(
            variable: "RAZORPAY_KEY_ID", help: "Razorpay's key id, rzp_test_… or rzp_live_….")
        let key = reader.secret(
            variable: "RAZORPAY_KEY_SECRET", defaultText: "none",
            help: "The secret of Razorpay's key.")
        let secrets = secrets(&reader, "RAZORPAY_WEBHOOK_SECRET", "RAZORPAY_WEBHOOK_SECRET_OLD")
        let address = reader.url(
            variable: "RAZORPAY_URL", default: RazorpayGateway.defaultBaseURL,
            help: "Where Razorpay is.")
        guard let keyID else { return nil }
        if key == nil || secrets.isEmpty {
            reader.reject(
                "RAZORPAY_KEY_SECRET and RAZORPAY_WEBHOOK_SECRET must be set when RAZORPAY_KEY_ID is."
            )
        }
        if secrets.contains(where: { $0.bytes == key?.bytes }) {
            reader.reject("RAZORPAY_WEBHOOK_SECRET must not be RAZORPAY_KEY_SECRET.")
        }
        return RazorpayKeys(
            keyID: keyID, keySecret: key ?? Secret(""), webhookSecrets: secrets, address: address)
    }

    /// The secret in use and, while it is being rolled, the one before.
    private static func secrets(
        _ reader: inout SettingsReader, _ present: String, _ former: String
    ) -> [Secret] {
        let secrets = [
            reader.secret(
                variable: present, defaultText: "none",
                help: "The secret that the gateway signs its webhooks with."),
            reader.secret(
                variable: former, defaultText: "none",
                help: "The webhooks' secret before, while it is being rolled."),
        ]
        return secrets.compactMap { $0 }
    }

    /// Real money and play money must never meet.
    private func check(
        _ reader: inout SettingsReader, isProduction: Bool, allowsSandbox: Bool
    ) {
        if provider == .stripe, stripe == nil {
            reader.reject("STRIPE_SECRET_KEY must be set when PAYMENT_PROVIDER is stripe.")
        }
        if provider == .razorpay, razorpay == nil {
            reader.reject("RAZORPAY_KEY_ID must be set when PAYMENT_PROVIDER is razorpay.")
        }
        if provider == .sandbox, isProduction, !allowsSandbox {
            reader.reject(
                "PAYMENT_PROVIDER must be stripe or razorpay in production: the sandbox takes no"
                    + " money. ALLOW_SANDBOX=1 permits it.")
        }
        let keys = [
            stripe.map { ("STRIPE_SECRET_KEY", StripeGateway.isLive($0.secretKey)) },
            razorpay.map { ("RAZORPAY_KEY_ID", RazorpayGateway.isLive($0.keyID)) },
        ]
        for case let (variable, isLive)? in keys where isLive != isProduction {
            switch isLive {
            case true?:
                reader.reject(
                    "\(variable) is a live key: it moves real money, which PRODUCTION=1 permits.")
            case false?:
                reader.reject(
                    "\(variable) must be a live key in production; this one is for tests.")
            case nil: reader.reject("\(variable) is no such key.")
            }
        }
        if isProduction, publicAddress?.hasPrefix("https://") != true {
            reader.reject("PUBLIC_URL must be set to an https address in production.")
        }
    }
}
