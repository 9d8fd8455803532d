import Foundation
import HTTPClient
import JSONCoding
import Platform
import TestSupport
import XCTest

/// Both services below paths of one host, behind nginx that removes the paths or does not.
final class PathTests: XCTestCase {
    func testEveryLinkOfThePagesHasThePath() async throws {
        for removesPath in [false, true] {
            let (system, proxy) = try await start(removesPath: removesPath)
            let client = TestClient(base: proxy.origin)
            var found: Set = [
                "/book/", "/book/?view=week", "/book/?q=nothing+like+this", "/book/my/bookings",
                "/book/facilitator/events/1", "/book/docs", "/book/nowhere", "/book/e/999",
            ]
            var pending = found.sorted()
            var assets = 0
            // In their order, as the weeks have no end.
            for index in 0..<300 where index < pending.count {
                let path = pending[index]
                let answer = try await client.get(path, ["Accept": "text/html"])
                let isUnknown = ["/book/nowhere", "/book/e/999"].contains(path)
                XCTAssertEqual(answer.status, isUnknown ? 404 : 200, path)
                if path.contains("/assets/") { assets += 1 }
                guard answer["content-type"]?.hasPrefix("text/html") == true else { continue }
                for link in Self.links(in: answer.text, of: proxy.origin) {
                    XCTAssertTrue(
                        link.hasPrefix("/book/"), "\(link) on \(path), removed: \(removesPath)")
                    if found.insert(link).inserted { pending.append(link) }
                }
            }
            XCTAssertGreaterThan(found.filter { $0.hasPrefix("/book/e/") }.count, 12)
            XCTAssertGreaterThan(assets, 40)
            proxy.close()
            await system.close()
        }
    }

    func testRedirectsPaymentsAndDescriptionsHaveThePath() async throws {
        for removesPath in [false, true] {
            let (system, proxy) = try await start(removesPath: removesPath)
            let client = TestClient(base: proxy.origin)
            let home = try await client.get("/book")
            let page = try await client.get("/book/e/1/?a=b")
            XCTAssertEqual(page["location"], "/book/e/1?a=b")
            // nginx that removes the path redirects itself.
            XCTAssertEqual(home.status, 301)
            XCTAssertEqual(home["location"], proxy.origin + "/book/")

            let event = try await system.event(title: "Sound Journey", price: 1_800)
            let guest = try await register(at: client, "/book")
            let booked = try await guest.post("/book/book", #"{"event_id": \#(event)}"#)
            XCTAssertEqual(booked.status, 201, booked.text)
            let id = try XCTUnwrap(booked.json["id"]?.int)
            let started = try await guest.post("/book/bookings/\(id)/payment")
            let address = try XCTUnwrap(started.json["payment_url"]?.string, started.text)
            XCTAssertTrue(address.hasPrefix(proxy.origin + "/book/sandbox/pay/"), address)
            let path = String(address.dropFirst(proxy.origin.count))
            for (choice, target) in [
                ("decline", path + "?chosen=decline"),
                ("cancel", "\(proxy.origin)/book/payment/sandbox/return?"),
                ("pay", "\(proxy.origin)/book/payment/sandbox/return?"),
            ] {
                let chosen = try await guest.send(
                    "POST", path, body: Array("choice=\(choice)".utf8),
                    ["Content-Type": "application/x-www-form-urlencoded"])
                let location = try XCTUnwrap(chosen["location"], chosen.text)
                XCTAssertTrue(location.hasPrefix(target), location)
                guard choice == "cancel" else { continue }
                let left = try await client.get(String(location.dropFirst(proxy.origin.count)))
                XCTAssertEqual(left["location"], "/book/my/bookings/\(id)", left.text)
            }
            for (service, problem) in [("/book", "/book/events/x"), ("/crm", "/crm/nowhere")] {
                let description = try await client.get(service + "/openapi.json")
                let server = description.json["servers"]?.array?.first?["url"]?.string
                XCTAssertEqual(server, service)
                let type = try await client.get(problem).json["type"]?.string
                XCTAssertEqual(type, service + "/docs#problem-not_found")
            }
            let documentation = try await client.get("/crm/docs")
            XCTAssertEqual(documentation["location"], proxy.origin + "/book/docs")
            let key = ["Idempotency-Key": "a-key-of-this-test"]
            let again = try await guest.post("/book/book", #"{"event_id": \#(event)}"#, key)
            XCTAssertEqual(again.json["type"]?.string, "/book/docs#problem-already_booked")
            proxy.close()
            await system.close()
        }
    }

    func testLettersHaveThePath() async throws {
        let (system, proxy) = try await start(removesPath: true)
        let event = try await system.event()
        let guest = try await register(at: TestClient(base: proxy.origin), "/book")
        try system.acceptLetters(of: "asha")
        let booked = try await guest.post("/book/book", #"{"event_id": \#(event)}"#)
        let id = try XCTUnwrap(booked.json["id"]?.int, booked.text)
        for link in ["/book/my/bookings/\(id)", "/book/confirm#"] {
            try await waitUntil {
                try system.letters(prefix: "").contains { $0.contains(proxy.origin + link) }
            }
        }
        proxy.close()
        await system.close()
    }

    func testAPathThatHidesARouteStopsTheStart() throws {
        let folder = NSTemporaryDirectory() + "path-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        addTeardownBlock { try? FileManager.default.removeItem(atPath: folder) }
        for (program, variable, path, words) in [
            (Program.mainAPI, "PUBLIC_URL", "/my", "another path than /my"),
            (.mainAPI, "PUBLIC_URL", "/events", "another path than /events"),
            (.mainAPI, "PUBLIC_URL", "/b%C3%BCcher", "may have a path of letters"),
            (.crmAPI, "CRM_PUBLIC_URL", "/a//b", "may have a path of letters"),
        ] {
            let result = try program.run(
                ["--port", "0", "--database", folder + "/\(program.name).sqlite"],
                environment: [variable: "http://127.0.0.1:1\(path)"])
            XCTAssertEqual(result.status, 1, path)
            XCTAssertTrue(result.errors.contains(variable), result.errors)
            XCTAssertTrue(result.errors.contains(words), result.errors)
        }
    }

    private func start(removesPath: Bool) async throws -> (TestSystem, PathProxy) {
        let port = try ReservedPort()
        let system = try await TestSystem(
            demo: true, environment: PathProxy.settings(port: port))
        return (system, try await PathProxy(to: system, on: port, removesPath: removesPath))
    }

    /// Registers a guest below a path and logs in.
    private func register(at client: TestClient, _ path: String) async throws -> TestClient {
        let account = #""username": "asha", "password": "asha-password""#
        let registered = try await client.post(
            path + "/auth/register", #"{\#(account), "email": "asha@example.org"}"#)
        XCTAssertEqual(registered.status, 201, registered.text)
        let login = try await client.post(path + "/auth/login", "{\(account)}")
        return client.with(token: try XCTUnwrap(login.json["access_token"]?.string, login.text))
    }

    /// The addresses of this host in the attributes of a page, without fragments.
    private static func links(in page: String, of origin: String) -> [String] {
        page.matches(of: /(?:href|src|action)="([^"#]*)[^"]*"/).map { String($0.1) }
            .map { $0.hasPrefix(origin) ? String($0.dropFirst(origin.count)) : $0 }
            .filter { $0.hasPrefix("/") }.map { $0.replacing("&amp;", with: "&") }
    }
}
