import BookingDomain
import Configuration
import JSONCoding
import PaymentGateways
import Timekeeping
import XCTest

/// The requests that open a checkout: amounts in the gateway's units, and the exact text.
final class OrderTests: XCTestCase {
    private let stripe = StripeGateway(
        secretKey: Secret("sk_test_51Fake"), webhookSecrets: [Secret("whsec_fake")],
        returnURL: { "https://book.example.org/payment/stripe/return" })
    private let razorpay = RazorpayGateway(
        keyID: "rzp_test_Fake", keySecret: Secret("key-secret"),
        webhookSecrets: [Secret("webhook-secret")], payURL: { $0 })

    /// Minor units of ISO 4217, and Stripe's figure, or nil if it does not support the amount.
    func testAmountsInStripesUnits() {
        let table: [(Int64, String, Int64?)] = [
            (2_500, "USD", 2_500), (50, "USD", 50), (49, "USD", nil), (30, "GBP", 30),
            (29, "GBP", nil), (199, "AED", nil), (250, "DKK", 250), (299, "NOK", nil),
            (399, "HKD", nil), (999, "MXN", nil), (1_499, "CZK", nil), (17_499, "HUF", nil),
            (50, "INR", 50), (49, "INR", nil), (99_999_999, "USD", 99_999_999),
            (100_000_000, "USD", nil),
            // Without a fraction in both.
            (500, "JPY", 500), (49, "JPY", nil), (50_000, "KRW", 50_000), (1, "CLP", 1),
            // The ariary has a fraction in ISO 4217 and none at Stripe.
            (12_300, "MGA", 123), (12_345, "MGA", nil),
            // The Icelandic króna has none in ISO 4217, and two digits at Stripe.
            (1_500, "ISK", 150_000), (Int64.max / 10, "ISK", nil),
            // Thousandths, whose last digit has to be 0.
            (12_340, "KWD", 12_340), (12_345, "KWD", nil), (1_000, "BHD", 1_000),
            (1_001, "TND", nil), (500, "UGX", nil), (1, "XCD", 1),
        ]
        for (amount, currency, figure) in table {
            let form = try? stripe.request(for: order(amount, currency))
            let sent = form.flatMap { FormContent(decoding: $0) }
            XCTAssertEqual(
                sent?["line_items[0][price_data][unit_amount]"], figure.map { "\($0)" },
                "\(currency) \(amount)")
            if let sent {
                XCTAssertEqual(
                    sent["line_items[0][price_data][currency]"], currency.lowercased())
            }
        }
    }

    func testAmountsInRazorpaysUnits() throws {
        let table: [(Int64, String, Int64?)] = [
            (50_000, "INR", 50_000), (100, "INR", 100), (99, "INR", nil), (295, "JPY", 295),
            (99_990, "KWD", 99_990), (99_991, "KWD", nil), (1_000, "OMR", 1_000),
            (1_001, "BHD", nil),
        ]
        for (amount, currency, figure) in table {
            let body = (try? razorpay.request(for: order(amount, currency)))
                .flatMap { try? JSONValue(parsing: $0) }
            XCTAssertEqual(body?["amount"]?.integer, figure, "\(currency) \(amount)")
            if let body { XCTAssertEqual(body["currency"]?.string, currency) }
        }
    }

    func testStripesCheckoutRequest() throws {
        let sent = try stripe.request(
            for: order(2_500, "USD", title: "Yoga & Tea = ☕️", seats: 2, email: "a+b@example.org"))
        XCTAssertEqual(
            String(decoding: sent, as: UTF8.self),
            [
                "mode=payment", "line_items%5B0%5D%5Bquantity%5D=1",
                "line_items%5B0%5D%5Bprice_data%5D%5Bcurrency%5D=usd",
                "line_items%5B0%5D%5Bprice_data%5D%5Bunit_amount%5D=2500",
                "line_items%5B0%5D%5Bprice_data%5D%5Bproduct_data%5D%5Bname%5D="
                    + "Yoga%20%26%20Tea%20%3D%20%E2%98%95%EF%B8%8F%2C%202%20seats",
                "client_reference_id=7", "metadata%5Bbooking_id%5D=7",
                "payment_intent_data%5Bmetadata%5D%5Bbooking_id%5D=7",
                "metadata%5Battempt%5D=2", "payment_intent_data%5Bmetadata%5D%5Battempt%5D=2",
                "metadata%5Binstallation%5D=0a1b2c3d",
                "payment_intent_data%5Bmetadata%5D%5Binstallation%5D=0a1b2c3d",
                "payment_intent_data%5Bdescription%5D="
                    + "Yoga%20%26%20Tea%20%3D%20%E2%98%95%EF%B8%8F%2C%202%20seats",
                "customer_email=a%2Bb%40example.org", "submit_type=book",
                "payment_method_types%5B0%5D=card", "adaptive_pricing%5Benabled%5D=false",
                "expires_at=1800001860",
                "success_url=https%3A%2F%2Fbook.example.org%2Fpayment%2Fstripe%2Freturn"
                    + "%3Fsession_id%3D%7BCHECKOUT_SESSION_ID%7D",
                "cancel_url=https%3A%2F%2Fbook.example.org%2Fpayment%2Fstripe%2Freturn"
                    + "%3Fbooking_id%3D7%26cancelled%3D1",
            ].joined(separator: "&"))
    }

    func testStripesOptionsAreSent() throws {
        let gateway = StripeGateway(
            secretKey: Secret("sk_test_51Fake"), webhookSecrets: [Secret("whsec_fake")],
            options: StripeOptions(
                paymentMethods: ["card", "ideal"], requiresBillingAddress: true),
            returnURL: { "https://book.example.org/payment/stripe/return" })
        let sent = FormContent(decoding: try gateway.request(for: order(2_500, "EUR")))
        XCTAssertEqual(sent?["payment_method_types[0]"], "card")
        XCTAssertEqual(sent?["payment_method_types[1]"], "ideal")
        XCTAssertEqual(sent?["billing_address_collection"], "required")
    }

    func testRazorpaysOrderRequest() throws {
        let sent = try razorpay.request(for: order(50_000, "INR"))
        XCTAssertEqual(
            String(decoding: sent, as: UTF8.self),
            #"{"amount":50000,"currency":"INR","receipt":"pay-7-2-0a1b2c3d","unique_receipt":true,"#
                + #""notes":{"booking_id":"7","attempt":"2","installation":"0a1b2c3d"},"#
                + #""payment":{"capture":"automatic","capture_options":{"#
                + #""automatic_expiry_period":12,"manual_expiry_period":7200,"#
                + #""refund_speed":"normal"}}}"#)
    }

    func testAFormDecodesAsItWasEncoded() throws {
        var form = FormContent()
        form.add("a[b][0][c]", "x y+z&=%[]{}")
        form.add("é", "\u{0}\u{1F375}")
        form.add("", "")
        let read = try XCTUnwrap(FormContent(decoding: form.encoded))
        XCTAssertEqual(read.fields.map(\.name), form.fields.map(\.name))
        XCTAssertEqual(read.fields.map(\.value), form.fields.map(\.value))
        XCTAssertEqual(FormContent(decoding: Array("a=b+c&d&e=f=g&&".utf8))?["a"], "b c")
        XCTAssertEqual(FormContent(decoding: Array("d&e=f=g".utf8))?["e"], "f=g")
        for broken in ["a=%", "a=%4", "a=%zz", "a=%ff", "%c3=1"] {
            XCTAssertNil(FormContent(decoding: Array(broken.utf8)), broken)
        }
        let many = Array(repeating: "a=1", count: 257).joined(separator: "&")
        XCTAssertNil(FormContent(decoding: Array(many.utf8)))
    }

    private func order(
        _ amount: Int64, _ currency: String, title: String = "Meditation", seats: Int = 1,
        email: String? = nil
    ) -> CheckoutOrder {
        CheckoutOrder(
            reference: CheckoutReference(
                installation: "0a1b2c3d", bookingID: BookingID(7), attempt: 2),
            amount: amount, currency: Currency(stored: currency), title: title, seats: seats,
            email: email, expiresAt: Timestamp(clamping: 1_800_001_860))
    }
}
