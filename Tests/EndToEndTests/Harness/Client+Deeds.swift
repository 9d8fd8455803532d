import JSONCoding
import Timekeeping
import XCTest

extension Client.Answer {
    /// Checks that it is a problem as every one of them is (RFC 9457): its members, its type of
    /// content, and the id by which its log line is found.
    func checkProblem(
        _ label: String = "", file: StaticString = #filePath, line: UInt = #line
    ) {
        XCTAssertEqual(
            self[header: "content-type"], "application/problem+json", label, file: file, line: line)
        XCTAssertEqual(json["status"]?.int, status, label, file: file, line: line)
        for member in ["type", "title", "detail", "code"] {
            XCTAssertFalse(
                (json[member]?.string ?? "").isEmpty, "\(member): \(label)", file: file, line: line)
        }
        XCTAssertNotNil(code?.wholeMatch(of: /[a-z][a-z0-9_]*/), label, file: file, line: line)
        XCTAssertFalse((json["request_id"]?.string ?? "").isEmpty, label, file: file, line: line)
        XCTAssertEqual(
            json["request_id"]?.string, self[header: "x-request-id"], label, file: file, line: line)
    }
}

extension Client {
    /// Tries to log in.
    func logIn(_ username: String, _ password: String) async throws -> Answer {
        try await post(
            "/auth/login", #"{"username": "\#(username)", "password": "\#(password)"}"#)
    }

    /// Registers at MainAPI as a guest and logs in.
    func registered(_ username: String) async throws -> Client {
        let password = "\(username)-password"
        let registered = try await post(
            "/auth/register",
            #"{"username":"\#(username)","password":"\#(password)","name":"\#(username.capitalized)","#
                + #""email":"\#(username)@example.org"}"#)
        XCTAssertEqual(registered.status, 201, registered.text)
        let login = try await logIn(username, password)
        return with(token: try XCTUnwrap(login.json["access_token"]?.string, login.text))
    }

    /// Books seats of an event and answers the booking's id.
    func book(_ event: Int, seats: Int = 1) async throws -> Int {
        let booked = try await post("/book", #"{"event_id": \#(event), "seats": \#(seats)}"#)
        XCTAssertEqual(booked.status, 201, booked.text)
        return try XCTUnwrap(booked.json["id"]?.int)
    }

    /// An event of Arjun's with a price, of which half comes back, ten days from now, put up at
    /// MainAPI by who holds the service token; answers its id.
    func pricedEvent() async throws -> Int {
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
}
