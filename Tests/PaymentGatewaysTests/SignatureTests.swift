import BookingDomain
import Configuration
import Credentials
import PaymentGateways
import Timekeeping
import XCTest

/// The gateways' own vectors, and signatures that must be refused.
final class SignatureTests: XCTestCase {
    private let then = Timestamp(clamping: 1_700_000_000)
    private let stripeBody = Array(
        #"{"id":"evt_1","object":"event","type":"checkout.session.completed"}"#.utf8)
    private let stripeCode = "670e223f19f12fb09ef0441261722546140dc296175e11939853a461c6642659"
    private let stripe = StripeSignature(secrets: [Secret("whsec_old"), Secret("whsec_test")])
    private let razorpay = RazorpaySignature(
        webhookSecrets: [Secret("whsec"), Secret("older")],
        keySecret: Secret("EnLs21M47BllR3X8PSFtjtbd"))

    func testStripesVectorIsValid() throws {
        try stripe.verify("t=1700000000,v1=\(stripeCode)", of: stripeBody, at: then)
        let signed = StripeSignature(secrets: [Secret("whsec_test")])
        XCTAssertEqual(
            signed.header(for: stripeBody, at: then), "t=1700000000,v1=\(stripeCode)")
    }

    func testOneOfSeveralStripeSignaturesIsEnough() throws {
        let zeros = String(repeating: "0", count: 64)
        try stripe.verify(
            "t=1700000000,v1=\(zeros),v1=\(stripeCode),v0=\(zeros)", of: stripeBody, at: then)
    }

    func testStripesSignatureIsValidForFiveMinutesEitherWay() throws {
        let header = "t=1700000000,v1=\(stripeCode)"
        for seconds: Int64 in [-300, 300] {
            try stripe.verify(header, of: stripeBody, at: then.adding(seconds: seconds))
        }
        for seconds: Int64 in [-301, 301] {
            assertRefused(.outOfTime) {
                try stripe.verify(header, of: stripeBody, at: then.adding(seconds: seconds))
            }
        }
    }

    func testManySignaturesAreVerifiedInTheTimeOfOne() {
        let body = [UInt8](repeating: 0x20, count: 262_144)
        let zeros = String(repeating: "0", count: 64)
        func header(_ count: Int) -> String {
            (["t=1700000000"] + Array(repeating: "v1=\(zeros)", count: count))
                .joined(separator: ",")
        }
        func time(_ count: Int) -> Duration {
            (1...5).map { _ in
                ContinuousClock().measure {
                    assertRefused(.badSignature) {
                        try stripe.verify(header(count), of: body, at: then)
                    }
                }
            }.min() ?? .zero
        }
        XCTAssertLessThan(time(55), time(1) * 2)
    }

    func testOnlyTheFirstFiveStripeSignaturesAreRead() throws {
        let zeros = String(repeating: "0", count: 64)
        let foreign = Array(repeating: "v1=\(zeros)", count: 4).joined(separator: ",")
        try stripe.verify("t=1700000000,\(foreign),v1=\(stripeCode)", of: stripeBody, at: then)
        assertRefused(.badSignature) {
            try stripe.verify(
                "t=1700000000,\(foreign),v1=\(zeros),v1=\(stripeCode)", of: stripeBody, at: then)
        }
    }

    func testAnOldForgedSignatureIsRefusedByItsTime() {
        assertRefused(.outOfTime) {
            try stripe.verify(
                "t=1600000000,v1=\(String(repeating: "0", count: 64))", of: stripeBody, at: then)
        }
    }

    func testInvalidStripeSignaturesAreRefused() {
        let valid = "t=1700000000,v1=\(stripeCode)"
        let cases: [(String?, [UInt8], WebhookRefusal)] = [
            (nil, stripeBody, .unsigned), ("", stripeBody, .unsigned),
            ("t=1700000000", stripeBody, .unsigned), ("v1=\(stripeCode)", stripeBody, .unsigned),
            ("t=1700000000,v0=\(stripeCode)", stripeBody, .unsigned),
            ("t=+1700000000,v1=\(stripeCode)", stripeBody, .unsigned),
            ("t=1700000000,v1=\(stripeCode.uppercased())", stripeBody, .unsigned),
            ("t=1700000000,v1=\(stripeCode.dropLast(2))", stripeBody, .badSignature),
            ("t=1700000001,v1=\(stripeCode)", stripeBody, .badSignature),
            (valid, stripeBody + [0x20], .badSignature), (valid, [], .badSignature),
            (foreign(stripeBody), stripeBody, .badSignature),
        ]
        for (header, body, expected) in cases {
            assertRefused(expected, header) { try stripe.verify(header, of: body, at: then) }
        }
    }

    func testRazorpaysVectorsAreValid() throws {
        try razorpay.verify(
            "f67526d51b583329efb5415d3e39688506fea1bdbdc8df6b2c8132ce4ffe3cf2",
            of: Array(#"{"entity":"event","event":"payment.captured"}"#.utf8))
        XCTAssertTrue(
            razorpay.proves(
                orderID: "order_IEIaMR65cu6nz3", paymentID: "pay_IH4NVgf4Dreq1l",
                signature: "0d4e745a1838664ad6c9c9902212a32d627d68e917290b0ad5f08ff4561bc50f"))
    }

    func testInvalidRazorpaySignaturesAreRefused() {
        let code = "f67526d51b583329efb5415d3e39688506fea1bdbdc8df6b2c8132ce4ffe3cf2"
        let body = Array(#"{"entity":"event","event":"payment.captured"}"#.utf8)
        assertRefused(.unsigned) { try razorpay.verify(nil, of: body) }
        assertRefused(.unsigned) { try razorpay.verify("zz", of: body) }
        assertRefused(.badSignature) { try razorpay.verify(code, of: body + [0x0A]) }
        assertRefused(.badSignature) { try razorpay.verify("", of: body) }
        let keySecret = RazorpaySignature(
            webhookSecrets: [Secret("EnLs21M47BllR3X8PSFtjtbd")], keySecret: Secret("x"))
        assertRefused(.badSignature) { try keySecret.verify(code, of: body) }
        XCTAssertFalse(
            razorpay.proves(
                orderID: "order_another", paymentID: "pay_IH4NVgf4Dreq1l",
                signature: "0d4e745a1838664ad6c9c9902212a32d627d68e917290b0ad5f08ff4561bc50f"))
    }

    private func foreign(_ body: [UInt8]) -> String {
        StripeSignature(secrets: [Secret("whsec_of_another_account")]).header(for: body, at: then)
    }

    private func assertRefused(
        _ expected: WebhookRefusal, _ note: String? = nil, line: UInt = #line,
        _ body: () throws -> Void
    ) {
        XCTAssertThrowsError(try body(), note ?? "", line: line) { error in
            XCTAssertEqual(error as? WebhookRefusal, expected, note ?? "", line: line)
        }
    }
}
