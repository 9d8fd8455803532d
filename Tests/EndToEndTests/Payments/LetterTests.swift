import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// The texts of letters and messages about money, cancellations and moved events.
final class LetterTests: PaymentTestCase {
    override class var gatewayTypes: [FakeGateway.Type] { [FakeRazorpay.self] }

    func testALetterSaysThatTheFacilitatorHasCancelledTheEvent() async throws {
        let event = try await system.event(title: "Yoga", price: 49_900)
        _ = try await bookAndPay(event, by: asha)
        let bhavin = try await system.guest("bhavin")
        _ = try await hold(event, by: bhavin, seats: 2)
        let ravi = try await system.guest("ravi")
        let own = try await hold(event, by: ravi)
        _ = try await ravi.post("/bookings/\(own)/cancellation")
        try await system.cancel(event)

        let paid = try await letter(to: "asha", with: "cancelled")
        XCTAssertTrue(
            paid.contains(
                "“Yoga” has been cancelled, and your booking with it."
                    + " ₹499 goes back to the account that you paid from."), paid)
        let unpaid = try await letter(to: "bhavin", with: "cancelled")
        XCTAssertTrue(
            unpaid.contains("your booking with it. You do not have to pay anything."), unpaid)
        XCTAssertFalse(unpaid.contains("₹"), unpaid)
        let byGuest = try await letter(to: "ravi", with: "cancelled")
        XCTAssertTrue(
            byGuest.contains("Your booking of “Yoga” is cancelled. You do not have to"), byGuest)
    }

    func testLettersOfASecondPaymentAndItsRefundNameTheSum() async throws {
        let event = try await system.event(title: "Yoga", price: 49_900)
        let id = try await hold(event, by: asha)
        let checkout = try await startPayment(id, by: asha)
        gateway.pay(checkout)
        gateway.pay(checkout)
        try await deliver(.paid, checkout)
        let returned = try await letter(to: "asha", with: "will be refunded")
        XCTAssertTrue(
            returned.contains("You have paid twice for “Yoga”. ₹499 will be refunded."), returned)
        let refunded = try await letter(to: "asha", with: "on its way")
        XCTAssertTrue(
            refunded.contains("Your refund of ₹499 for “Yoga” is on its way to your account."),
            refunded)
    }

    func testTheLetterOfAWrongPaymentSaysSo() async throws {
        let id = try await hold(
            try await system.event(title: "Yoga", price: 49_900), by: asha)
        let checkout = try await startPayment(id, by: asha)
        gateway.pay(checkout, amount: 5_000)
        try await deliver(.paid, checkout)
        let letter = try await letter(to: "asha", with: "will be refunded")
        XCTAssertTrue(
            letter.contains(
                "The amount that you paid for “Yoga” was wrong. ₹50 will be refunded."), letter)
    }

    func testMessagesOfABookingHaveItsTimeItsPlaceAndItsSums() async throws {
        let event = try await system.event(title: "Yoga", price: 49_900, startsInHours: 100)
        let id = try await bookAndPay(event, by: asha).booking
        _ = try await asha.post("/bookings/\(id)/cancellation")
        _ = try await letter(to: "asha", with: "on its way")
        let messages = try await asha.get("/notifications").json["data"]?.array ?? []
        let texts = messages.compactMap { $0["message"]?.string }
        for (beginning, end) in [
            (
                "You have cancelled your booking of “Yoga” (",
                " (Asia/Kolkata), Rishikesh). ₹249.50 will be refunded."
            ),
            (
                "Your booking of “Yoga” is paid and confirmed: 1 seat, ₹499. ",
                " (Asia/Kolkata), Rishikesh."
            ),
        ] {
            let text = texts.first { $0.hasPrefix(beginning) }
            XCTAssertTrue(text?.hasSuffix(end) == true, "\(texts)")
        }
        XCTAssertEqual(messages.map { $0["booking_id"]?.int }, [id, id, id])
    }

    func testTheMessageOfACancelledEventHasItsTimeAndPlace() async throws {
        let event = try await system.event(title: "Yoga", price: 49_900)
        _ = try await bookAndPay(event, by: asha)
        try await system.cancel(event)
        let messages = try await asha.get("/notifications").json["data"]?.array ?? []
        let text = messages.compactMap { $0["message"]?.string }.first { $0.contains("cancelled") }
        let beginning = "“Yoga” has been cancelled. It was planned for "
        XCTAssertTrue(text?.hasPrefix(beginning) == true, text ?? "")
        let end = " (Asia/Kolkata), Rishikesh. ₹499 will be refunded."
        XCTAssertTrue(text?.hasSuffix(end) == true, text ?? "")
        _ = try await letter(to: "asha", with: "on its way")
    }

    func testTheMessageOfAMovedEventHasTheOldAndTheNewTimeAndPlace() async throws {
        let event = try await system.event(title: "Yoga", price: 49_900)
        _ = try await bookAndPay(event, by: asha)
        let bhavin = try await system.guest("bhavin")
        _ = try await hold(event, by: bhavin)
        let first = #"{"starts_at": "2030-02-12T03:30:00Z", "ends_at": "2030-02-12T04:30:00Z"}"#
        let second = #"{"location": "Goa", "ends_at": "2030-02-13T04:30:00Z"}"#
        for fields in [first, second] {
            let edited = try await system.service.put("/api/facilitator/2/events/\(event)", fields)
            XCTAssertEqual(edited.status, 200, edited.text)
        }
        let text = """
            The time or place of “Yoga” has changed. \
            It was Tue 12 Feb 2030, 09:00 – 10:00 (Asia/Kolkata), Rishikesh. \
            Now it is Tue 12 Feb 2030, 09:00 – Wed 13 Feb 2030, 10:00 (Asia/Kolkata), Goa.
            """
        let ashas = try await asha.get("/notifications").json["data"]?[0]?["message"]?.string
        XCTAssertEqual(ashas, text + " You can cancel with a full refund until it starts.")
        let bhavins = try await bhavin.get("/notifications").json["data"]?.array ?? []
        XCTAssertEqual(bhavins.first?["message"]?.string, text, "an unpaid hold has no refund")
        XCTAssertEqual(bhavins.count, 2)
        // The confirmation may be sent after the move, and then has the new place too.
        let letter = try await letter(to: "asha", with: "You booked it for ", "Where: Goa")
        XCTAssertTrue(letter.contains(", Rishikesh. Here are the current details."), letter)
        XCTAssertTrue(letter.contains("you can cancel with a full refund"), letter)
    }

    /// Waits for a letter to a guest that contains `phrase`, and returns its text.
    private func letter(to guest: String, with phrases: String...) async throws -> String {
        try await eventually {
            try system.mails().filter { $0.contains("<\(guest)@example.org>") }
                .compactMap { decodedParts(of: $0).first }.first { text in
                    phrases.allSatisfy(text.contains)
                }
        }
    }
}
