import HTTPClient
import JSONCoding
import TestSupport
import Timekeeping
import XCTest

/// Refunds of cancelled places that are paid out when the places are taken again.
final class ContingentRefundTests: PaymentTestCase {
    private static let policy =
        #"[{"hours_before": 24, "percent": 50, "percent_if_filled": 100}]"#
    /// Odd, so that its halves differ.
    private static let price = 10_001
    private static let half = 5_000

    override var environment: [String: String] { ["REFUNDS_PER_SECOND": "100"] }

    private struct Place {
        let guest: TestClient
        let booking: Int
        let payment: String
    }

    func testTheFirstSixOfTenGetTheRestWhenSixPlacesAreTakenAgain() async throws {
        try await atEachGateway {
            let (event, cancelled) = try await tenCancel()
            for number in 1...6 {
                _ = try await bookAndPay(event, by: system.guest("later\(number)"))
                try await assertStatuses(
                    of: cancelled, released: number, then: "open", at: "after \(number)")
            }
            try await assertRefunded(cancelled, released: 6)
            // Their tokens live for an hour.
            system.advance(seconds: 48 * 3_600 - system.clock.now().seconds(since: begun))
            var later: [Place] = []
            for (index, place) in cancelled.enumerated() {
                later.append(
                    Place(
                        guest: try await loggedInAgain("guest\(10 - index)"),
                        booking: place.booking, payment: place.payment))
            }
            try await assertStatuses(of: later, released: 6, then: "over", at: "at the start")
            try await assertRefunded(later, released: 6)
            try await assertReconciled()
        }
    }

    func testACancelledEventEndsTheRefundsThatWait() async throws {
        let (event, cancelled) = try await tenCancel()
        for number in 1...6 {
            _ = try await bookAndPay(event, by: system.guest("later\(number)"))
        }
        try await system.cancel(event)
        try await assertStatuses(of: cancelled, released: 6, then: "over", at: "cancelled")
        try await assertRefunded(cancelled, released: 6)
        // The six others get back what they paid, of the cancelled event.
        try await waitForRefundsInSteps()
        XCTAssertEqual(
            gateway.ledger.refunds.reduce(0) { $0 + $1.amount },
            Int64(12 * Self.price + 4 * Self.half))
    }

    func testWalkInsMovedBookingsAndAcceptedOffersFillPlaces() async throws {
        let (event, cancelled) = try await tenCancel()
        // A hold fills nothing, and neither does an offer.
        let holder = try await system.guest("holder")
        let held = try await hold(event, by: holder, seats: 9)
        let first = try await system.guest("first")
        let waiting = try await first.post("/events/\(event)/waitlist", #"{"seats": 2}"#)
        XCTAssertEqual(waiting.status, 201, waiting.text)
        let walkIn = try await system.service.post(
            "/api/facilitator/2/events/\(event)/bookings", #"{"name": "Walk-in"}"#)
        XCTAssertEqual(walkIn.status, 201, walkIn.text)
        try await assertStatuses(of: cancelled, released: 1, then: "open", at: "walk-in")
        _ = try await holder.post("/bookings/\(held)/cancellation")
        let entry = try await first.get("/waitlist").json["data"]?[0]
        XCTAssertEqual(entry?["status"], "offered")
        try await assertStatuses(of: cancelled, released: 1, then: "open", at: "offer")
        let checkout = try await startPayment(try XCTUnwrap(entry?["booking_id"]?.int), by: first)
        gateway.pay(checkout)
        _ = try await deliver(.paid, checkout)
        try await assertStatuses(of: cancelled, released: 3, then: "open", at: "accepted")
        let other = try await system.event(price: Self.price)
        let (moved, _) = try await bookAndPay(other, by: system.guest("mover"))
        let move = try await system.service.send(
            "PATCH", "/api/facilitator/2/bookings/\(moved)", #"{"event_id": \#(event)}"#)
        XCTAssertEqual(move.status, 200, move.text)
        try await assertStatuses(of: cancelled, released: 4, then: "open", at: "moved")
        try await assertRefunded(cancelled, released: 4)
    }

    func testALowerCapacityPaysOutWhatItsDryRunCounted() async throws {
        let (event, cancelled) = try await tenCancel()
        let address = "/api/facilitator/2/events/\(event)"
        let preview = try await system.service.put("\(address)?dry_run=1", #"{"capacity": 7}"#)
        let refunds = preview.json["affected"]?["refunds"]
        XCTAssertEqual(refunds?["count"], 3, preview.text)
        XCTAssertEqual(
            refunds?["amounts"]?[0]?["amount"]?.int, 3 * (Self.price - Self.half), preview.text)
        try await assertStatuses(of: cancelled, released: 0, then: "open", at: "dry run")
        let edited = try await system.service.put(address, #"{"capacity": 7}"#)
        XCTAssertEqual(edited.status, 200, edited.text)
        try await assertStatuses(of: cancelled, released: 3, then: "open", at: "lowered")
        // A higher capacity takes nothing back.
        _ = try await system.service.put(address, #"{"capacity": 10}"#)
        try await assertStatuses(of: cancelled, released: 3, then: "open", at: "raised")
        try await assertRefunded(cancelled, released: 3)
    }

    // MARK: - Steps

    private var begun = Timestamp(clamping: 0)

    /// Ten guests book an event of ten places and cancel in the opposite order. Then one refund
    /// call in three fails.
    private func tenCancel() async throws -> (event: Int, cancelled: [Place]) {
        begun = system.clock.now()
        let event = try await system.event(
            capacity: 10, price: Self.price, startsInHours: 48, refundPolicy: Self.policy)
        var places: [Place] = []
        for number in 1...10 {
            let guest = try await system.guest("guest\(number)")
            let (booking, payment) = try await bookAndPay(event, by: guest)
            places.append(Place(guest: guest, booking: booking, payment: payment))
        }
        gateway.failOne(in: 3, of: "refund")
        for place in places.reversed() {
            let path = "/bookings/\(place.booking)/cancellation"
            let quote = try await place.guest.get(path)
            XCTAssertEqual(quote.json["refund_amount"]?.int, Self.half, quote.text)
            XCTAssertEqual(quote.json["refund_amount_if_filled"]?.int, Self.price, quote.text)
            let cancelled = try await place.guest.post(path)
            XCTAssertEqual(cancelled.status, 200, cancelled.text)
        }
        return (event, places.reversed())
    }

    /// Checks that the first of the places have the rest of their refunds, and the others not.
    private func assertStatuses(
        of places: [Place], released count: Int, then last: String, at step: String,
        line: UInt = #line
    ) async throws {
        let rest = Self.price - Self.half
        for (index, place) in places.enumerated() {
            let found = try await booking(place.booking, of: place.guest)["contingent_refund"]
            let isReleased = index < count
            let label = "\(step): place \(index + 1)"
            XCTAssertEqual(found?["amount"]?.int, rest, label, line: line)
            XCTAssertEqual(found?["released"]?.int, isReleased ? rest : 0, label, line: line)
            XCTAssertEqual(
                found?["status"]?.string, isReleased ? "released" : last, label, line: line)
        }
    }

    /// Checks what each guest got at the gateway, and that each part was paid once.
    private func assertRefunded(
        _ places: [Place], released count: Int, line: UInt = #line
    ) async throws {
        try await waitForRefundsInSteps()
        for (index, place) in places.enumerated() {
            let expected = index < count ? [Self.half, Self.price - Self.half] : [Self.half]
            let refunds = gateway.ledger.refunds.filter { $0.payment == place.payment }
            // A failed call is repeated after later ones.
            XCTAssertEqual(
                refunds.map(\.amount).sorted(), expected.map(Int64.init), "place \(index + 1)",
                line: line)
            let found = try await booking(place.booking, of: place.guest)
            XCTAssertEqual(
                self.count("seat_filled", in: found), index < count ? 1 : 0, line: line)
            XCTAssertEqual(found["refund_amount"]?.int, expected.reduce(0, +), line: line)
        }
    }

    /// Moves the clock, by which failed calls are repeated, until no refund is in progress.
    private func waitForRefundsInSteps() async throws {
        try await waitUntil {
            system.advance(seconds: 5)
            try await Task.sleep(for: .milliseconds(50))
            return try await system.service.get("/api/facilitator/2/refunds?status=initiated")
                .json["data"]?.array?.isEmpty == true
        }
    }

    private func assertReconciled() async throws {
        try await waitUntil {
            let result = try Program.crmAPI.run(
                ["reconcile", "--database", system.folder + "/crm.sqlite"],
                environment: ["MAIN_URL": system.main.base, "CRM_TOKEN": TestSystem.serviceToken])
            return result.status == 0 && result.output.contains(", pending: 0, differences: 0")
        }
    }
}
