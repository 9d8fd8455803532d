import HTTPClient
import JSONCoding
import TestSupport
import TextEncoding
import XCTest

/// Text with SQL in it is stored, found and returned unchanged.
final class SQLInjectionTests: SystemTestCase {
    private static let texts = [
        "'; DROP TABLE users; --", "' OR '1'='1", #"" OR ""=""#, "100% Yoga", "A_B", #"C\D"#,
        #"\' OR 1 --"#, "`x`; [y]", "/* z */ ?1 :a @b $c", "%s%n", "x' UNION SELECT 1,2 --",
        "char(39)||'", "ʼ; ＇--",
    ]

    func testSQLInTextIsStoredAndReturnedUnchanged() async throws {
        let asha = try await system.guest("asha")
        let arjun = try await system.arjun()
        for (number, text) in Self.texts.enumerated() {
            let event = try await system.event(title: "Retreat \(number)")
            let edited = try await arjun.put(
                "/api/facilitator/2/events/\(event)",
                """
                {"title": \(text.asJSON), "description": \(text.asJSON), "location": \(text.asJSON)}
                """)
            XCTAssertEqual(edited.status, 200, edited.text)
            let renamed = try await asha.patch("/me", #"{"name": \#(text.asJSON)}"#)
            XCTAssertEqual(renamed.status, 200, renamed.text)
            let booking = try await asha.book(event)
            let notice = try await system.service.post(
                "/notify",
                """
                {"booking_id": \(1_000 + number), "user": \(text.asJSON), "event": \(text.asJSON),
                 "facilitator_id": 2, "type": \(text.asJSON), "status": \(text.asJSON)}
                """)
            XCTAssertEqual(notice.status, 200, notice.text)

            let shown = try await system.main.get("/events/\(event)").json
            for field in ["title", "description", "location"] {
                XCTAssertEqual(shown[field]?.string, text, field)
            }
            let name = try await asha.get("/me").json["name"]
            XCTAssertEqual(name?.string, text)
            let booked = try await asha.get("/bookings/\(booking)").json
            XCTAssertEqual(booked["event"]?["title"]?.string, text)
            let users = try await arjun.get("/api/facilitator/2/users").json["data"]
            XCTAssertEqual(users?[0]?["name"]?.string, text)
            let listed = try await arjun.get("/api/facilitator/2/bookings?limit=200").json["data"]
            let row = listed?.array?.first { $0["booking_id"]?.int == 1_000 + number }
            for field in ["user", "event", "status"] {
                XCTAssertEqual(row?[field]?.string, text, field)
            }
        }
    }

    func testASearchFindsWordsAndRunsNoSQL() async throws {
        for title in Self.texts + ["Plain words"] { _ = try await system.event(title: title) }
        func found(_ search: String) async throws -> [String]? {
            let query = PercentEncoding.encode(search)
            let found = try await system.main.get("/events?limit=200&q=\(query)")
            XCTAssertEqual(found.status, 200, found.text)
            return found.json["data"]?.array?.compactMap { $0["title"]?.string }
        }
        for search in Self.texts {
            let titles = try await found(search)
            XCTAssertEqual(titles?.contains(search), true, search)
            XCTAssertEqual(titles?.contains("Plain words"), false, search)
        }
        for search in ["%", "_", "\\", "'", "\"", "%%", "_%", "\\%", "--", ";", "\"*", "^"] {
            let titles = try await found(search)
            XCTAssertEqual(titles, [], search)
        }
    }

    func testSQLInParametersIsRefused() async throws {
        let asha = try await system.guest("asha")
        let arjun = try await system.arjun()
        _ = try await asha.book(try await system.event())
        _ = try await system.notifiedBookings(atLeast: 1)
        let before = try await system.settledContents()
        let lists: [(TestClient, path: String, parameters: [String])] = [
            (
                system.main, "/events",
                ["limit", "cursor", "kind", "facilitator_id", "from", "to", "status"]
            ),
            (asha, "/bookings", ["limit", "cursor"]),
            (asha, "/notifications", ["limit", "cursor"]),
            (arjun, "/api/facilitator/2/events", ["limit", "cursor"]),
            (arjun, "/api/facilitator/2/bookings", ["limit", "cursor", "event_id"]),
            (arjun, "/api/facilitator/2/users", ["limit", "cursor"]),
            (arjun, "/api/facilitator/2/refunds", ["limit", "cursor", "status"]),
            (arjun, "/api/facilitator/2/money", ["limit", "cursor"]),
        ]
        for text in Self.texts.map(PercentEncoding.encode) + ["1%20OR%201=1", "1;--", "1%27"] {
            for (client, path, parameters) in lists {
                for parameter in parameters {
                    let response = try await client.get("\(path)?\(parameter)=\(text)")
                    XCTAssertEqual(response.status, 422, "\(path) \(parameter)=\(text)")
                    XCTAssertEqual(response.json["errors"]?[0]?["field"]?.string, parameter, path)
                }
            }
            for (client, path) in [
                (system.main, "/events/"), (asha, "/bookings/"), (system.main, "/e/"),
                (arjun, "/api/facilitator/2/events/"), (system.service, "/api/facilitator/"),
            ] {
                let suffix = path.hasSuffix("facilitator/") ? "/bookings" : ""
                let method = path.hasSuffix("2/events/") ? "DELETE" : "GET"
                let response = try await client.send(method, path + text + suffix, nil, [:])
                XCTAssertEqual(response.status, 404, "\(path)\(text)")
            }
        }
        XCTAssertEqual(try system.contents(), before)
    }

    func testSQLInCredentialsIsRefused() async throws {
        _ = try await system.guest("asha")
        for (service, known) in [(system.main, "asha"), (system.crm, "arjun")] {
            for text in ["' OR '1'='1", "'--", "' OR 1=1 --", "%", "\\' OR 1 --", "\" OR \"\"=\""] {
                for form in [
                    #"{"username": \#((known + text).asJSON), "password": "x"}"#,
                    #"{"username": \#(text.asJSON), "password": \#(text.asJSON)}"#,
                ] {
                    let response = try await service.post("/auth/login", form)
                    XCTAssertEqual(response.status, 401, form)
                }
            }
        }
    }
}
