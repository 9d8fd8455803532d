import Configuration
import MainAPI
import TestSupport
import XCTest

/// Conflicting payment settings are refused at startup.
final class PaymentSettingsTests: XCTestCase {
    private let stripe = [
        "PAYMENT_PROVIDER": "stripe", "STRIPE_SECRET_KEY": "sk_test_51Fake",
        "STRIPE_WEBHOOK_SECRET": "whsec_fakefake",
    ]
    private let razorpay = [
        "PAYMENT_PROVIDER": "razorpay", "RAZORPAY_KEY_ID": "rzp_test_Fake",
        "RAZORPAY_KEY_SECRET": "key-secret", "RAZORPAY_WEBHOOK_SECRET": "webhook-secret",
    ]
    /// The three ways in which others can reach a service.
    private let reachable = [
        ["HOST": "0.0.0.0"], ["BEHIND_PROXY": "1"], ["PUBLIC_URL": "https://book.example.org"],
    ].map { settings in
        [
            "CRM_TOKEN": "a-token-of-our-own", "PUBLIC_URL": "http://book.example.org",
            "CRM_PUBLIC_URL": "http://crm.example.org",
        ] + settings
    }
    private let production = ["PRODUCTION": "1", "PUBLIC_URL": "https://book.example.org"]

    func testConsistentPaymentSettingsAreAccepted() {
        XCTAssertEqual(errors(in: [:]), [])
        XCTAssertEqual(errors(in: stripe), [])
        XCTAssertEqual(errors(in: stripe + ["STRIPE_SECRET_KEY": "rk_test_51Fake"]), [])
        XCTAssertEqual(errors(in: razorpay), [])
        // One gateway for new payments, one for refunds of earlier ones.
        XCTAssertEqual(errors(in: razorpay + stripe), [])
        for key in ["sk_live_51Fake", "rk_live_51Fake"] {
            XCTAssertEqual(errors(in: stripe + production + ["STRIPE_SECRET_KEY": key]), [])
        }
        XCTAssertEqual(
            errors(in: razorpay + production + ["RAZORPAY_KEY_ID": "rzp_live_Fake"]), [])
        XCTAssertEqual(errors(in: production + ["ALLOW_SANDBOX": "1"]), [])
        XCTAssertEqual(errors(in: production + ["PAYMENT_PROVIDER": "none"]), [])
        for reachable in reachable {
            XCTAssertEqual(errors(in: reachable + ["ALLOW_SANDBOX": "1"]), [])
            XCTAssertEqual(errors(in: reachable + ["PAYMENT_PROVIDER": "none"]), [])
            XCTAssertEqual(errors(in: reachable + stripe), [])
        }
    }

    func testConflictingPaymentSettingsAreRefused() {
        let table: [([String: String], String)] = [
            (["PAYMENT_PROVIDER": "stripe"], "STRIPE_SECRET_KEY must be set"),
            (["PAYMENT_PROVIDER": "razorpay"], "RAZORPAY_KEY_ID must be set"),
            (["PAYMENT_PROVIDER": "paypal"], "PAYMENT_PROVIDER"),
            (stripe + ["STRIPE_WEBHOOK_SECRET": ""], "STRIPE_WEBHOOK_SECRET must be set"),
            (
                stripe + ["STRIPE_SECRET_KEY": "pk_test_51Fake"],
                "STRIPE_SECRET_KEY is not a valid key"
            ),
            (stripe + ["STRIPE_SECRET_KEY": "sk_live_51Fake"], "STRIPE_SECRET_KEY is a live key"),
            (stripe + production, "STRIPE_SECRET_KEY must be a live key"),
            (
                stripe + production
                    + ["STRIPE_SECRET_KEY": "sk_live_51Fake", "PUBLIC_URL": "http://example.org"],
                "PUBLIC_URL must be set to an https address"
            ),
            (razorpay + ["RAZORPAY_KEY_SECRET": ""], "RAZORPAY_KEY_SECRET and"),
            (razorpay + ["RAZORPAY_WEBHOOK_SECRET": ""], "RAZORPAY_WEBHOOK_SECRET must be set"),
            (
                razorpay + ["RAZORPAY_WEBHOOK_SECRET": "key-secret"],
                "RAZORPAY_WEBHOOK_SECRET must not be RAZORPAY_KEY_SECRET"
            ),
            (razorpay + ["RAZORPAY_KEY_ID": "rzp_live_Fake"], "RAZORPAY_KEY_ID is a live key"),
            (razorpay + ["RAZORPAY_KEY_ID": "order_Fake"], "RAZORPAY_KEY_ID is not a valid key"),
            (razorpay + production, "RAZORPAY_KEY_ID must be a live key"),
            // A live key of the gateway that is not in use can still move money.
            (
                razorpay + stripe + ["PAYMENT_PROVIDER": "razorpay"]
                    + ["STRIPE_SECRET_KEY": "sk_live_51Fake"], "STRIPE_SECRET_KEY is a live key"
            ),
            (
                ["STRIPE_SECRET_KEY": "sk_live_51Fake", "STRIPE_WEBHOOK_SECRET": "whsec_fakefake"],
                "STRIPE_SECRET_KEY is a live key"
            ),
            (production, "the sandbox takes no money"),
            (
                stripe + production
                    + ["STRIPE_SECRET_KEY": "sk_live_51Fake", "STRIPE_URL": "http://example.org"],
                "STRIPE_URL must be an https address"
            ),
            (
                razorpay + production
                    + ["RAZORPAY_KEY_ID": "rzp_live_Fake", "RAZORPAY_URL": "http://example.org"],
                "RAZORPAY_URL must be an https address"
            ),
            (stripe + ["STRIPE_PAYMENT_METHODS": "card,i deal"], "STRIPE_PAYMENT_METHODS"),
            (["REFUNDS_PER_SECOND": "0"], "REFUNDS_PER_SECOND"),
            (["GATEWAY_TIMEOUT": "31s"], "GATEWAY_TIMEOUT"),
        ]
        for (settings, expected) in table {
            let errors = errors(in: settings)
            XCTAssertEqual(errors.count, 1, "\(expected): \(errors)")
            XCTAssertTrue(errors.first?.contains(expected) == true, "\(expected): \(errors)")
            for secret in ["key-secret", "51Fake", "whsec_fakefake"] {
                XCTAssertFalse(errors.contains { $0.contains(secret) }, "\(errors)")
            }
        }
    }

    func testTheSandboxIsRefusedWhereOthersCanReachIt() {
        for settings in reachable {
            let errors = errors(in: settings)
            XCTAssertEqual(errors.count, 1, "\(errors)")
            XCTAssertTrue(errors[0].contains("PAYMENT_PROVIDER must be"), "\(errors)")
            XCTAssertTrue(errors[0].contains("none"), "\(errors)")
            XCTAssertTrue(errors[0].contains("ALLOW_SANDBOX=1"), "\(errors)")
        }
    }

    private func errors(in settings: [String: String]) -> [String] {
        var reader = SettingsReader(arguments: [], environment: settings)
        _ = MainSettings(&reader)
        do throws(SettingsError) {
            try reader.finish()
            return []
        } catch {
            return error.messages
        }
    }
}

private func + (left: [String: String], right: [String: String]) -> [String: String] {
    left.merging(right) { $1 }
}
