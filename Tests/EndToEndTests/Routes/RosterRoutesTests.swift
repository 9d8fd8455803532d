import HTTPClient
import JSONCoding
import SQLite
import TestSupport
import XCTest

/// A facilitator's work with bookings: at the door, by phone, and afterwards.
final class RosterRoutesTests: SystemTestCase {
    private let roster = "/api/facilitator/2"

    private func add(_ body: String, to event: Int) async throws -> JSONValue {
        try await command("/events/\(event)/bookings", body, 201)
    }

    @discardableResult
    private func command(
        _ path: String, _ body: String?, _ status: Int = 200, method: String = "POST",
        line: UInt = #line
    ) async throws -> JSONValue {
        let response = try await system.service.send(method, roster + path, body, [:])
        XCTAssertEqual(response.status, status, response.text, line: line)
        return response.json
    }

    private func id(_ booking: JSONValue) throws -> Int { try XCTUnwrap(booking["id"]?.int) }

    private func sums(of event: Int) async throws -> [String: Int] {
        let report = try await system.service.get("\(roster)/events/\(event)/money").json
        return (report["sums"]?[0]?.object?.members ?? []).reduce(into: [:]) {
            $0[$1.name] = $1.value.int
        }
    }

    /// Checks the invariants, and that CRMAPI's log agrees.
    private func checkBooks() async throws {
        let database = try system.openDatabase()
        defer { database.close() }
        XCTAssertEqual(try database.read { try $0.invariantViolations() }, [])
        _ = try await system.settledContents()
        let result = try reconcile()
        XCTAssertTrue(result.output.hasSuffix("pending: 0, differences: 0\n"), result.output)
    }

    private func reconcile() throws -> Program.Exit {
        try Program.crmAPI.run(
            ["reconcile", "--database", system.folder + "/crm.sqlite"],
            environment: ["MAIN_URL": system.main.base, "CRM_TOKEN": TestSystem.serviceToken])
    }

    func testADayAtASmallStudio() async throws {
        let morning = try await system.event(title: "Morning", price: 1_500, startsInHours: 48)
        let evening = try await system.event(title: "Evening", price: 1_000, startsInHours: 58)
        let asha = try await system.guest("asha")
        let online = try await asha.bookAndPay(morning, seats: 2)
        let lila = try await add(
            #"{"name": "Lila", "paid": {"amount": 1500, "method": "cash"}, "note": "First time"}"#,
            to: morning)
        XCTAssertEqual(lila["status"]?.string, "confirmed")
        XCTAssertEqual(lila["payment_provider"]?.string, "offline")
        XCTAssertEqual(lila["payment_status"]?.string, "success")
        XCTAssertEqual(lila["source"]?.string, "facilitator")
        XCTAssertEqual(lila["user"], ["id": nil, "name": "Lila", "email": nil])
        XCTAssertEqual(lila["note"]?.string, "First time")
        let family = try await add(
            #"{"name": "Omar", "seats": 3, "paid": {"amount": 4500, "method": "transfer"}}"#,
            to: morning)
        let phoned = try await add(
            #"{"name": "Meera", "email": "meera@example.org"}"#, to: morning)
        XCTAssertEqual(phoned["payment_status"]?.string, "pending")
        XCTAssertEqual(phoned["outstanding"]?.int, 1_500)

        // Lila calls to cancel, and gets everything back.
        let path = "/bookings/\(try id(lila))"
        let quote = try await system.service.get(roster + path + "/cancellation?refund=full").json
        XCTAssertEqual(quote["refund_amount"]?.int, 1_500)
        XCTAssertEqual(quote["reason"]?.string, "full")
        let gone = try await command(
            path + "/cancellation", #"{"refund": "full", "reason": "Get well soon"}"#)
        XCTAssertEqual(gone["status"]?.string, "refunded")
        XCTAssertEqual(gone["cancellation"], quote)
        XCTAssertEqual(gone["cancellation_reason"]?.string, "Get well soon")

        // Omar's family gives up one of three seats.
        let two = try await command(
            "/bookings/\(try id(family))/cancellation", #"{"seats": 1, "refund": "full"}"#)
        XCTAssertEqual(two["seats"]?.int, 2)
        XCTAssertEqual(two["amount"]?.int, 3_000)
        XCTAssertEqual(two["amount_paid"]?.int, 4_500)
        XCTAssertEqual(two["refund_amount"]?.int, 1_500)

        // Meera pays at the door, in two parts, and moves to the cheaper evening.
        let door = "/bookings/\(try id(phoned))"
        let part = try await command(door + "/payments", #"{"amount": 500, "method": "cash"}"#, 201)
        XCTAssertEqual(part["outstanding"]?.int, 1_000)
        let paid = try await command(
            door + "/payments", #"{"amount": 1000, "method": "cash"}"#, 201)
        XCTAssertEqual(paid["payment_status"]?.string, "success")
        let moved = try await command(
            door,
            #"{"event_id": \#(evening), "note": "Comes late", "attendees": [{"name": "Meera"}]}"#,
            method: "PATCH")
        XCTAssertEqual(moved["event_id"]?.int, evening)
        XCTAssertEqual(moved["amount"]?.int, 1_000)
        XCTAssertEqual(moved["refund_amount"]?.int, 500)
        XCTAssertEqual(moved["note"]?.string, "Comes late")
        XCTAssertEqual(moved["attendees"], [["name": "Meera"]])

        // Asha keeps one of two seats, which the policy refunds by half.
        try await command("/bookings/\(online)/cancellation", #"{"seats": 1}"#)
        _ = try await eventually {
            let found = try await asha.get("/bookings/\(online)").json
            return found["refund_status"]?.string == "processed" ? true : nil
        }

        try await command(door + "/attendance", #"{"status": "arrived"}"#)
        let absent = try await command(
            "/bookings/\(try id(family))/attendance", #"{"status": "no_show"}"#)
        XCTAssertEqual(absent["attendance"]?.string, "no_show")

        let rows = try await system.service.get("\(roster)/events/\(morning)/bookings").json
        XCTAssertEqual(rows["data"]?.array?.map { $0["seats"]?.int }, [1, 1, 2])
        XCTAssertEqual(
            rows["data"]?.array?.map { $0["status"]?.string },
            ["confirmed", "refunded", "confirmed"])
        XCTAssertEqual(rows["data"]?[0]?["user"]?["name"]?.string, "Asha")
        XCTAssertEqual(rows["data"]?[0]?["user"]?["email"]?.string, "asha@example.org")
        let timeline = try await system.service.get(roster + door).json["timeline"]?.array
        XCTAssertEqual(timeline?.first?["kind"]?.string, "confirmed")
        XCTAssertEqual(timeline?.first?["actor"]?.string, "facilitator")
        XCTAssertTrue(timeline?.contains { $0["kind"]?.string == "moved" } == true)
        let seats = try await seatsLeft(morning)
        XCTAssertEqual(seats, 17)
        let (early, late) = (try await sums(of: morning), try await sums(of: evening))
        XCTAssertEqual(early["received"], 9_000)
        XCTAssertEqual(early["refunded"], 3_750)
        XCTAssertEqual(early["received_offline"], 6_000)
        XCTAssertEqual(early["refunded_offline"], 3_000)
        XCTAssertEqual(late["received"], 1_500)
        XCTAssertEqual(late["refunded"], 500)
        try await checkBooks()
    }

    func testRosterPagesAreFilteredByStatus() async throws {
        let event = try await system.event(price: 100)
        var ids: [Int] = []
        for name in ["Lila", "Omar", "Meera"] {
            ids.append(try id(await add(#"{"name": "\#(name)"}"#, to: event)))
        }
        try await command("/bookings/\(ids[1])/cancellation", nil)
        let path = "\(roster)/events/\(event)/bookings"
        let first = try await system.service.get(path + "?status=confirmed&limit=1").json
        XCTAssertEqual(first["data"]?.array?.map { $0["id"]?.int }, [ids[0]])
        let cursor = try XCTUnwrap(first["page"]?["next"]?.string)
        let second = try await system.service.get(
            path + "?status=confirmed&limit=1&cursor=\(cursor)"
        ).json
        XCTAssertEqual(second["data"]?.array?.map { $0["id"]?.int }, [ids[2]])
        let cancelled = try await system.service.get(path + "?status=cancelled").json
        XCTAssertEqual(cancelled["data"]?.array?.map { $0["id"]?.int }, [ids[1]])
        assertProblem(
            try await system.service.get(path + "?status=gone"), 422, "validation_failed")
    }

    func testEachRefusalHasItsCode() async throws {
        let small = try await system.event(capacity: 1)
        let free = try await system.event(title: "Talk")
        let cheap = try await system.event(title: "Yoga", price: 1_000)
        let dear = try await system.event(title: "Retreat", price: 9_000)
        let cancelled = try await system.event(title: "Cancelled Talk")
        try await system.cancel(cancelled)
        let past = try await system.event(title: "Breakfast", startsInHours: 1)
        let asha = try await system.guest("asha")
        let (first, second) = (try await asha.book(free), try await asha.book(small))
        let held = try await asha.book(cheap, seats: 2)
        let paid = try id(
            await add(#"{"name": "Lila", "paid": {"amount": 1000, "method": "cash"}}"#, to: cheap))
        let due = try id(await add(#"{"name": "Omar"}"#, to: cheap))
        let gone = try id(await add(#"{"name": "Meera"}"#, to: free))
        try await command("/bookings/\(gone)/cancellation", nil)
        let cash = #"{"amount": 100, "method": "cash"}"#
        var table: [(String, String, String, Int, String)] = [
            ("POST", "/events/\(small)/bookings", #"{"name": "Lila"}"#, 409, "event_full"),
            ("POST", "/events/\(cancelled)/bookings", #"{"name": "A"}"#, 409, "event_cancelled"),
            ("POST", "/events/99/bookings", #"{"name": "Lila"}"#, 404, "not_found"),
            (
                "POST", "/events/\(free)/bookings", #"{"name": "Lila", "paid": \#(cash)}"#, 409,
                "nothing_to_pay"
            ),
            ("POST", "/bookings/\(first)/payments", cash, 409, "nothing_to_pay"),
            ("POST", "/bookings/\(paid)/payments", cash, 409, "nothing_to_pay"),
            ("POST", "/bookings/\(held)/payments", cash, 422, "validation_failed"),
            ("POST", "/bookings/99/payments", cash, 404, "not_found"),
            ("PATCH", "/bookings/\(first)", #"{"event_id": \#(small)}"#, 409, "already_booked"),
            ("PATCH", "/bookings/\(paid)", #"{"event_id": \#(small)}"#, 409, "event_full"),
            ("PATCH", "/bookings/\(paid)", #"{"event_id": \#(cancelled)}"#, 409, "event_cancelled"),
            ("PATCH", "/bookings/\(paid)", #"{"event_id": \#(dear)}"#, 409, "price_differs"),
            (
                "PATCH", "/bookings/\(held)", #"{"event_id": \#(free)}"#, 409,
                "booking_not_confirmed"
            ),
            ("PATCH", "/bookings/\(first)", #"{"name": "Lila"}"#, 422, "validation_failed"),
            ("PATCH", "/bookings/\(paid)", #"{"seats": 2}"#, 422, "validation_failed"),
            ("POST", "/bookings/\(gone)/cancellation", "{}", 409, "booking_not_cancellable"),
            ("POST", "/bookings/\(paid)/cancellation", #"{"seats": 2}"#, 422, "seats_out_of_range"),
            (
                "POST", "/bookings/\(paid)/cancellation", #"{"refund": 1001}"#, 409,
                "refund_too_large"
            ),
            (
                "POST", "/bookings/\(paid)/cancellation", #"{"refund": "all"}"#, 422,
                "validation_failed"
            ),
            (
                "POST", "/bookings/\(paid)/cancellation", #"{"refund": true}"#, 422,
                "validation_failed"
            ),
            ("POST", "/bookings/\(paid)/cancellation", #"{"seat": 1}"#, 422, "validation_failed"),
            (
                "POST", "/bookings/\(paid)/refunds", #"{"amount": 1001, "reason": "Cold"}"#, 409,
                "refund_too_large"
            ),
            (
                "POST", "/bookings/\(due)/refunds", #"{"amount": 1, "reason": "Cold"}"#, 409,
                "refund_too_large"
            ),
            (
                "POST", "/bookings/\(held)/attendance", #"{"status": "arrived"}"#, 409,
                "booking_not_confirmed"
            ),
            ("POST", "/refunds/99/handed-back", "", 404, "not_found"),
        ]
        try await check(table)
        let before = try await system.service.get("\(roster)/bookings/\(paid)").json
        XCTAssertEqual(before["event_id"]?.int, cheap)
        XCTAssertEqual(before["amount"]?.int, 1_000)
        let booked = try await system.service.patch(
            "\(roster)/bookings/\(first)", #"{"event_id": \#(small)}"#)
        XCTAssertEqual(booked.json["booking_id"]?.int, second)
        let price = try await system.service.patch(
            "\(roster)/bookings/\(paid)", #"{"event_id": \#(dear)}"#)
        XCTAssertEqual(price.json["price"]?.int, 9_000)
        XCTAssertEqual(price.json["amount"]?.int, 1_000)
        let refund = try await command(
            "/bookings/\(paid)/refunds", #"{"amount": 400, "reason": "Cold"}"#, 201)
        XCTAssertEqual(refund["booking"]?["refund_amount"]?.int, 400)
        XCTAssertEqual(refund["refunds"]?.array?.count, 1)
        let refunded = try id(refund)

        system.advance(seconds: 4 * 3_600)
        table = [
            ("POST", "/events/\(past)/bookings", #"{"name": "Lila"}"#, 409, "event_past"),
            ("PATCH", "/bookings/\(paid)", #"{"event_id": \#(past)}"#, 409, "event_past"),
            ("POST", "/bookings/\(held)/payments", cash, 409, "hold_expired"),
            ("POST", "/refunds/\(refunded)/handed-back", "", 409, "refund_not_owed"),
        ]
        try await check(table)
        let tooMuch = try await system.service.post(
            "\(roster)/events/\(cheap)/bookings",
            #"{"name": "Lila", "paid": {"amount": 1001, "method": "cash"}}"#)
        assertProblem(tooMuch, 422, "validation_failed")
        XCTAssertEqual(tooMuch.json["errors"]?[0]?["field"]?.string, "paid.amount")
        let tooMuchLater = try await system.service.post(
            "\(roster)/bookings/\(due)/payments", #"{"amount": 1001, "method": "cash"}"#)
        XCTAssertEqual(tooMuchLater.json["errors"]?[0]?["field"]?.string, "amount")
    }

    private func check(_ table: [(String, String, String, Int, String)]) async throws {
        for (method, path, body, status, code) in table {
            let response = try await system.service.send(
                method, roster + path, body.isEmpty ? nil : body, [:])
            let label = "\(method) \(path) \(body): \(response.text)"
            XCTAssertEqual(response.status, status, label)
            XCTAssertEqual(response.code, code, label)
            response.checkProblem(label)
        }
    }

    func testCashOfACancelledEventIsHandedBackLater() async throws {
        let event = try await system.event(price: 1_000)
        let booking = try id(
            await add(#"{"name": "Lila", "paid": {"amount": 1000, "method": "cash"}}"#, to: event))
        try await system.cancel(event)
        let owed = try await system.service.get("\(roster)/refunds?status=initiated").json
        XCTAssertEqual(owed["data"]?[0]?["booking_id"]?.int, booking)
        let refund = try XCTUnwrap(owed["data"]?[0]?["id"]?.int)
        let before = try await sums(of: event)
        XCTAssertEqual(before["to_hand_back"], 1_000)
        let unknown = try await system.service.post(
            "\(roster)/refunds/\(refund)/handed-back", #"{"amount": 500}"#)
        assertProblem(unknown, 422, "validation_failed")
        let key = ["Idempotency-Key": "handed"]
        for _ in 1...2 {
            let back = try await system.service.post(
                "\(roster)/refunds/\(refund)/handed-back", nil, key)
            XCTAssertEqual(back.status, 200, back.text)
            XCTAssertEqual(back.json["status"]?.string, "processed")
        }
        let after = try await sums(of: event)
        XCTAssertEqual(after["to_hand_back"], 0)
        XCTAssertEqual(after["refunded_offline"], 1_000)
        try await checkBooks()
    }

    func testSeatsGivenUpAndACancelledEventAddUpForAPaymentOnline() async throws {
        let event = try await system.event(price: 5_000)
        let asha = try await system.guest("asha")
        let booking = try await asha.bookAndPay(event, seats: 3)
        let path = "/bookings/\(booking)/cancellation"
        let reduced = try await command(path, #"{"seats": 1, "refund": 2000}"#)
        XCTAssertEqual(reduced["cancellation"]?["reason"]?.string, "amount")
        XCTAssertEqual(reduced["cancellation"]?["refund_amount"]?.int, 2_000)
        XCTAssertEqual(reduced["amount"]?.int, 10_000)
        try await system.cancel(event)
        let refunded = try await asha.booking(booking, until: "refunded")
        XCTAssertEqual(refunded["refund_amount"]?.int, 12_000)
        XCTAssertEqual(refunded["amount_paid"]?.int, 15_000)
        let sums = try await sums(of: event)
        XCTAssertEqual(sums["received"], 15_000)
        XCTAssertEqual(sums["refunded"], 12_000)
        try await checkBooks()
    }

    func testARepeatedCommandHasOneEffect() async throws {
        let event = try await system.event(price: 1_000)
        let key = ["Idempotency-Key": "once"]
        let path = "\(roster)/events/\(event)/bookings"
        let body = #"{"name": "Lila", "seats": 2, "paid": {"amount": 2000, "method": "cash"}}"#
        let first = try await system.service.post(path, body, key)
        let again = try await system.service.post(path, body, key)
        XCTAssertEqual(first.status, 201, first.text)
        XCTAssertEqual(again.body, first.body)
        XCTAssertEqual(again["idempotent-replayed"], "true")
        let other = try await system.service.post(path, #"{"name": "Omar"}"#, key)
        assertProblem(other, 422, "idempotency_key_reused")
        let booking = "\(roster)/bookings/\(try id(first.json))"
        for _ in 1...2 {
            let cancelled = try await system.service.post(
                booking + "/cancellation", #"{"seats": 1, "refund": "full"}"#, key)
            XCTAssertEqual(cancelled.status, 200, cancelled.text)
        }
        let found = try await system.service.get(booking).json
        XCTAssertEqual(found["seats"]?.int, 1)
        XCTAssertEqual(found["refund_amount"]?.int, 1_000)
        let rows = try await system.service.get(path).json
        XCTAssertEqual(rows["data"]?.array?.count, 1)
    }

    func testAnErasureDeletesTheContentOfStoredResponses() async throws {
        let event = try await system.event()
        let asha = try await system.guest("asha", name: "Quintessa")
        let booking = try await asha.book(event)
        let key = ["Idempotency-Key": "note"]
        let noted = try await system.service.send(
            "PATCH", "\(roster)/bookings/\(booking)", #"{"note": "Quintessa is early"}"#, key)
        XCTAssertEqual(noted.status, 200, noted.text)
        let added = try await system.service.post(
            "\(roster)/events/\(event)/bookings", #"{"name": "Quintessa Walkin"}"#, key)
        XCTAssertEqual(try names().count, 2)
        _ = try await asha.eraseAccount(of: "asha")
        XCTAssertEqual(try names().count, 1)
        let erased = try await command(
            "/bookings/\(try id(added.json))", #"{"name": "Erased guest", "email": null}"#,
            method: "PATCH")
        XCTAssertEqual(erased["user"]?["name"]?.string, "Erased guest")
        XCTAssertEqual(try names(), [])
        // A repeated request has no second effect, though its response is gone.
        let before = try await system.service.get("\(roster)/events/\(event)/bookings").json
        let again = try await system.service.post(
            "\(roster)/events/\(event)/bookings", #"{"name": "Quintessa Walkin"}"#, key)
        XCTAssertEqual(again.status, 201)
        XCTAssertEqual(again.json["id"], added.json["id"])
        let after = try await system.service.get("\(roster)/events/\(event)/bookings").json
        XCTAssertEqual(after["data"]?.array?.count, before["data"]?.array?.count)
    }

    /// The stored responses with the marker of a name.
    private func names() throws -> [String] {
        let path = system.folder + "/main.sqlite"
        return try DatabaseContents(path: path, includingIdempotencyKeys: true)
            .rows["idempotency_keys"]?.filter { $0.contains("Quintessa") } ?? []
    }
}
