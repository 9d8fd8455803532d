import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// Receipts and credit notes, as guests and facilitators read them.
final class ReceiptRoutesTests: SystemTestCase {
    func testAPaidBookingHasAReceiptOfTheCentre() async throws {
        let centre = try await system.service.put(
            "/api/centre",
            """
            {"name": "Lotus House", "address": "1 Ghat Road\\nRishikesh",
             "contact": "hello@example.org", "time_zone": "Asia/Kolkata"}
            """)
        XCTAssertEqual(centre.status, 200, centre.text)
        let event = try await system.event(title: "Silent Day", price: 5_000)
        let asha = try await system.guest("asha", name: "Asha Rao")
        let booking = try await asha.bookAndPay(event, seats: 2)
        let response = try await asha.get("/bookings/\(booking)/receipts")
        XCTAssertEqual(response.status, 200, response.text)
        let receipts = try XCTUnwrap(response.json["data"]?.array)
        XCTAssertEqual(receipts.count, 1)
        let receipt = try XCTUnwrap(receipts.first)
        let number = try XCTUnwrap(receipt["number"]?.string)
        XCTAssertNotNil(number.wholeMatch(of: /20\d\d-000001/), number)
        let startsAt = try await asha.get("/events/\(event)").json["starts_at"]
        let expected: JSONValue = [
            "number": .string(number), "kind": "receipt", "refers_to": .null,
            "issued_at": receipt["issued_at"] ?? .null, "time_zone": "Asia/Kolkata",
            "amount": 10_000, "currency": "INR", "method": "sandbox",
            "seller": [
                "name": "Lotus House", "address": "1 Ghat Road\nRishikesh",
                "contact": "hello@example.org",
            ],
            "buyer": "Asha Rao",
            "lines": [
                [
                    "description": "Silent Day", "event_id": .integer(Int64(event)),
                    "starts_at": startsAt ?? .null, "time_zone": "Asia/Kolkata", "seats": 2,
                    "amount": 10_000,
                ]
            ],
        ]
        XCTAssertEqual(receipt, expected)
        let tag = try XCTUnwrap(response["etag"])
        let current = try await asha.get(
            "/bookings/\(booking)/receipts", ["If-None-Match": tag])
        XCTAssertEqual(current.status, 304)
    }

    func testARefundedBookingHasACreditNoteToo() async throws {
        let asha = try await system.guest("asha")
        let event = try await system.event(price: 5_000)
        let booking = try await asha.bookAndPay(event)
        try await system.cancel(event)
        try await asha.booking(booking, until: "refunded")
        let receipts = try await receipts(of: booking, for: asha)
        XCTAssertEqual(receipts.map { $0["kind"] }, ["receipt", "credit"])
        XCTAssertEqual(receipts.map { $0["amount"] }, [5_000, 5_000])
        XCTAssertEqual(receipts[1]["refers_to"], receipts[0]["number"])
        XCTAssertEqual(receipts[1]["lines"]?[0]?["seats"], .null)
    }

    func testABookingWithoutAPaymentHasNoReceipt() async throws {
        let asha = try await system.guest("asha")
        let free = try await asha.book(system.event())
        let held = try await asha.book(system.event(price: 5_000))
        _ = try await asha.startPaying(held)
        for booking in [free, held] {
            let response = try await asha.get("/bookings/\(booking)/receipts")
            XCTAssertEqual(response.text, #"{"data":[]}"#)
        }
    }

    func testTheFacilitatorReadsTheReceiptsOfAWalkIn() async throws {
        let event = try await system.event(price: 5_000)
        let arjun = try await system.arjun()
        let added = try await arjun.post(
            "/api/facilitator/2/events/\(event)/bookings",
            #"{"name": "Meera", "paid": {"amount": 2000, "method": "cash"}}"#)
        let booking = added.json["id"]?.int ?? 0
        let taken = try await arjun.post(
            "/api/facilitator/2/bookings/\(booking)/payments",
            #"{"amount": 3000, "method": "transfer"}"#)
        XCTAssertEqual(taken.status, 201, taken.text)
        let response = try await arjun.get("/api/facilitator/2/bookings/\(booking)/receipts")
        let receipts = response.json["data"]?.array ?? []
        XCTAssertEqual(receipts.map { $0["method"] }, ["cash", "transfer"], response.text)
        XCTAssertEqual(receipts.map { $0["amount"] }, [2_000, 3_000])
        XCTAssertEqual(receipts.map { $0["buyer"] }, ["Meera", "Meera"])
    }

    func testTheExportHasTheReceiptsOfAllBookings() async throws {
        let asha = try await system.guest("asha")
        let bookings = [
            try await asha.bookAndPay(system.event(price: 5_000)),
            try await asha.bookAndPay(system.event(price: 6_000)),
        ]
        try await system.guest("bhavin").bookAndPay(system.event(price: 7_000))
        let exported = try await asha.get("/me/export").json["receipts"]?.array
        var expected: [JSONValue] = []
        for booking in bookings { expected += try await receipts(of: booking, for: asha) }
        XCTAssertEqual(exported, expected)
        XCTAssertEqual(expected.count, 2)
    }

    func testTheLettersOfAPaymentAndARefundNameTheirDocuments() async throws {
        let event = try await system.event(price: 5_000)
        let asha = try await system.guest("asha")
        let booking = try await asha.bookAndPay(event)
        try await system.cancel(event)
        try await asha.booking(booking, until: "refunded")
        let numbers = try await receipts(of: booking, for: asha).map { $0["number"]?.string ?? "" }
        XCTAssertEqual(numbers.count, 2)
        let page = "/my/bookings/\(booking)/receipt"
        for (news, line) in [
            ("is confirmed", "Receipt: \(numbers[0]), http"),
            ("on its way", "Credit note: \(numbers[1]), http"),
        ] {
            let letter = try await eventually {
                try self.system.mails().map { decodedParts(of: $0).first ?? "" }
                    .first { $0.contains(news) }
            }
            XCTAssertTrue(letter.contains(line), letter)
            XCTAssertEqual(letter.split(separator: page).count, 2, letter)
        }
    }

    private func receipts(of booking: Int, for guest: TestClient) async throws -> [JSONValue] {
        try await guest.get("/bookings/\(booking)/receipts").json["data"]?.array ?? []
    }
}
