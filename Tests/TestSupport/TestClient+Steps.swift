import HTTPClient
import JSONCoding
import Timekeeping
import XCTest

extension ClientResponse {
    /// Checks the members, media type and request ID that every problem has (RFC 9457).
    package func checkProblem(
        _ label: String = "", file: StaticString = #filePath, line: UInt = #line
    ) {
        XCTAssertEqual(
            self["content-type"], "application/problem+json", label, file: file, line: line)
        XCTAssertEqual(json["status"]?.int, status, label, file: file, line: line)
        for member in ["type", "title", "detail", "code"] {
            XCTAssertFalse(
                (json[member]?.string ?? "").isEmpty, "\(member): \(label)", file: file, line: line)
        }
        XCTAssertNotNil(code?.wholeMatch(of: /[a-z][a-z0-9_]*/), label, file: file, line: line)
        XCTAssertFalse((json["request_id"]?.string ?? "").isEmpty, label, file: file, line: line)
        XCTAssertEqual(
            json["request_id"]?.string, self["x-request-id"], label, file: file, line: line)
    }
}

extension TestClient {
    /// The password of a guest whom ``registered(_:name:email:)`` registers.
    package static func password(of username: String) -> String { "\(username)-password" }

    /// Attempts a login.
    package func logIn(_ username: String, _ password: String) async throws -> ClientResponse {
        try await post(
            "/auth/login", #"{"username": \#(username.asJSON), "password": \#(password.asJSON)}"#)
    }

    /// Registers a guest at MainAPI and logs in.
    package func registered(
        _ username: String, name: String? = nil, email: String? = nil
    ) async throws -> TestClient {
        let password = Self.password(of: username)
        let email = email ?? "\(username)@example.org"
        let registered = try await post(
            "/auth/register",
            """
            {"username": "\(username)", "password": "\(password)",
             "name": \((name ?? username.capitalized).asJSON), "email": \(email.asJSON)}
            """)
        XCTAssertEqual(registered.status, 201, registered.text)
        let login = try await logIn(username, password)
        return with(token: try XCTUnwrap(login.json["access_token"]?.string, login.text))
    }

    /// Erases the account of a guest whom ``registered(_:name:email:)`` registered.
    package func eraseAccount(of username: String) async throws -> ClientResponse {
        let password = Self.password(of: username)
        return try await send("DELETE", "/me", #"{"current_password": "\#(password)"}"#)
    }

    /// Books seats of an event and returns the booking's ID.
    @discardableResult
    package func book(_ event: Int, seats: Int = 1) async throws -> Int {
        let booked = try await post("/book", #"{"event_id": \#(event), "seats": \#(seats)}"#)
        XCTAssertEqual(booked.status, 201, booked.text)
        return try XCTUnwrap(booked.json["id"]?.int)
    }

    /// Creates an event with a price at MainAPI, as the holder of the service token; returns its ID.
    ///
    /// It starts in ten days; a cancellation in time returns half of the price.
    package func pricedEvent() async throws -> Int {
        let start = WallClock.system.now().adding(seconds: 864_000)
        let created = try await post(
            "/internal/facilitators/2/events",
            """
            {"facilitator": {"id": 2, "name": "Arjun Patel"}, "event": {"title": "Retreat",
             "kind": "retreat", "location": "Rishikesh", "time_zone": "Asia/Kolkata",
             "description": "", "starts_at": "\(start.rfc3339)",
             "ends_at": "\(start.adding(seconds: 7_200).rfc3339)", "capacity": 5, "price": 5000,
             "currency": "INR", "refund_policy": [{"hours_before": 24, "percent": 50}]}}
            """)
        return try XCTUnwrap(created.json["id"]?.int, created.text)
    }

    /// Starts a payment in the sandbox and returns the path of its page.
    package func startPaying(_ booking: Int) async throws -> String {
        let started = try await post("/bookings/\(booking)/payment")
        let address = try XCTUnwrap(started.json["payment_url"]?.string, started.text)
        XCTAssertTrue(address.hasPrefix(base + "/sandbox/pay/"), address)
        return String(address.dropFirst(base.count))
    }

    /// Presses a button of the sandbox's page, such as `pay`, and follows the redirects.
    @discardableResult
    package func press(_ choice: String, on page: String) async throws -> ClientResponse {
        let pressed = try await send(
            "POST", page, body: Array("choice=\(choice)".utf8),
            ["Content-Type": "application/x-www-form-urlencoded"])
        XCTAssertEqual(pressed.status, 303, pressed.text)
        var response = pressed
        for _ in 0..<3 where response.status == 303 {
            let target = try XCTUnwrap(response["location"])
            response = try await get(
                target.hasPrefix(base) ? String(target.dropFirst(base.count)) : target)
        }
        XCTAssertEqual(response.status, 200, response.text)
        return response
    }

    /// Waits until a booking has a status, and returns it.
    @discardableResult
    package func booking(_ id: Int, until status: String) async throws -> JSONValue {
        try await eventually {
            let found = try await get("/bookings/\(id)").json
            return found["status"]?.string == status ? Optional(found) : nil
        }
    }

    /// Books, pays in the sandbox and waits for the confirmation; returns the booking's ID.
    @discardableResult
    package func bookAndPay(_ event: Int, seats: Int = 1) async throws -> Int {
        let id = try await book(event, seats: seats)
        try await press("pay", on: startPaying(id))
        try await booking(id, until: "confirmed")
        return id
    }

    /// Cancels a booking as its guest.
    package func cancelBooking(_ booking: Int) async throws {
        let cancelled = try await post("/bookings/\(booking)/cancellation")
        XCTAssertEqual(cancelled.status, 200, cancelled.text)
    }
}
