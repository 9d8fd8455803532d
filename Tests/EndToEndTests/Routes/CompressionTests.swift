import Foundation
import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// Lists in gzip format, and 304 for those that the client has.
final class CompressionTests: SystemTestCase {
    func testListsAreCompressedForClientsThatAcceptGzip() async throws {
        for (client, path) in try await lists() {
            let plain = try await client.get(path)
            XCTAssertNil(plain["content-encoding"], path)
            let coded = try await client.get(path, ["Accept-Encoding": "gzip, deflate, br"])
            XCTAssertEqual(coded["content-encoding"], "gzip", path)
            XCTAssertLessThan(coded.body.count, plain.body.count / 2, path)
            XCTAssertEqual(try decompressed(coded.body), plain.body, path)
            XCTAssertEqual(coded["content-type"], "application/json", path)
            for response in [plain, coded] {
                XCTAssertTrue(response["vary"]?.contains("Accept-Encoding") == true, path)
            }
            XCTAssertNotEqual(coded["etag"], plain["etag"], "\(path): other bytes, another tag")
            let refused = try await client.get(path, ["Accept-Encoding": "gzip;q=0, br"])
            XCTAssertEqual(refused.body, plain.body, path)
        }
    }

    func testHeadHasTheFieldsOfTheCompressedList() async throws {
        for (client, path) in try await lists() {
            let coded = try await client.get(path, ["Accept-Encoding": "gzip"])
            let head = try await client.send("HEAD", path, nil, ["Accept-Encoding": "gzip"])
            XCTAssertEqual(head.body, [], path)
            for name in ["content-encoding", "content-length", "etag", "vary"] {
                XCTAssertEqual(head[name], coded[name], "\(path) \(name)")
            }
        }
    }

    func testTheClientsRepresentationIsAnsweredNotModified() async throws {
        for (client, path) in try await lists() {
            for coding in ["gzip", "identity"] {
                let fields = ["Accept-Encoding": coding]
                let first = try await client.get(path, fields)
                let tag = try XCTUnwrap(first["etag"], path)
                let same = try await client.get(
                    path, fields.merging(["If-None-Match": tag]) { $1 })
                XCTAssertEqual(same.status, 304, "\(path) \(coding)")
                XCTAssertEqual(same.body, [], path)
                XCTAssertEqual(same["etag"], tag, path)
                XCTAssertTrue(same["vary"]?.contains("Accept-Encoding") == true, path)
                let other = coding == "gzip" ? "identity" : "gzip"
                let recoded = try await client.get(
                    path, ["Accept-Encoding": other, "If-None-Match": tag])
                XCTAssertEqual(recoded.status, 200, "\(path): the tag is of another representation")
            }
        }
    }

    func testAChangedListIsSentAgain() async throws {
        let lists = try await lists()
        var tags: [String] = []
        for (client, path) in lists { tags.append(try await client.get(path)["etag"] ?? "") }
        let before = try await system.notifiedBookings(atLeast: 0).count
        let asha = try await system.guest("asha")
        try await asha.book(1)
        let bookings = try await system.guest("charu", name: "Charu")
        try await bookings.book(1)
        _ = try await system.notifiedBookings(atLeast: before + 2)
        for ((client, path), tag) in zip(lists, tags) where !path.hasPrefix("/bookings") {
            let changed = try await client.get(path, ["If-None-Match": tag])
            XCTAssertEqual(changed.status, 200, path)
        }
    }

    func testPolledResponsesOfOnePersonAreAnsweredNotModifiedAndNotStored() async throws {
        let event = try await system.event(price: 5_000)
        let bhavin = try await system.guest("bhavin")
        let booking = try await bhavin.bookAndPay(event)
        _ = try await system.notifiedBookings(atLeast: 1)
        let arjun = try await system.arjun()
        let own = "/api/facilitator/2"
        for (client, path) in [
            (bhavin, "/bookings"), (bhavin, "/bookings/\(booking)"),
            (bhavin, "/notifications?limit=1"), (arjun, "\(own)/events"),
            (arjun, "\(own)/bookings"), (arjun, "\(own)/bookings?event_id=\(event)"),
            (arjun, "\(own)/money"), (arjun, "\(own)/events/\(event)/money"),
            (arjun, "\(own)/refunds"), (arjun, "\(own)/users"),
        ] {
            let first = try await client.get(path)
            let tag = try XCTUnwrap(first["etag"], path)
            XCTAssertEqual(first["cache-control"], "no-store", path)
            let again = try await client.get(path, ["If-None-Match": tag])
            XCTAssertEqual(again.status, 304, path)
            XCTAssertEqual(again["cache-control"], "no-store", path)
            let stranger = try await client.with(token: "x").get(path, ["If-None-Match": tag])
            XCTAssertEqual(stranger.status, 401, path)
        }
    }

    /// The size of a compressed response would show whether a guessed address is in it.
    func testAListWithAddressesIsNotCompressed() async throws {
        for number in 1...30 { _ = try await system.guest("guest\(number)") }
        let users = try await system.service.get(
            "/api/facilitator/2/users", ["Accept-Encoding": "gzip"])
        XCTAssertGreaterThan(users.body.count, 1_024)
        XCTAssertNil(users["content-encoding"])
        XCTAssertEqual(users["vary"], "Origin")
        let login = try await system.main.post(
            "/auth/login", #"{"username": "guest1", "password": "guest1-password"}"#,
            ["Accept-Encoding": "gzip"])
        XCTAssertEqual(login.status, 200)
        XCTAssertNil(login["content-encoding"])
    }

    func testAShortListIsNotCompressed() async throws {
        _ = try await system.event(description: "")
        let list = try await system.main.get("/events", ["Accept-Encoding": "gzip"])
        XCTAssertLessThan(list.body.count, 1_024)
        XCTAssertNil(list["content-encoding"])
    }

    /// Such lists are compressed away from the event loops, without the cache.
    func testLargeListsAreCompressedWhole() async throws {
        for number in 1...10 {
            let words = (1...1_000).map { "\($0 &* 7_919 % 10_007)" }.joined(separator: " ")
            _ = try await system.event(title: "Talk \(number)", description: words)
        }
        for (client, path) in [
            (system.main, "/events"), (system.main, "/events?q=talk"),
            (system.service, "/api/facilitator/2/events"),
        ] {
            let plain = try await client.get(path)
            XCTAssertGreaterThan(plain.body.count, 40_000)
            let responses = try await withThrowingTaskGroup(of: ClientResponse.self) { group in
                for _ in 1...40 {
                    group.addTask { try await client.get(path, ["Accept-Encoding": "gzip"]) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            for response in responses where response["content-encoding"] == "gzip" {
                XCTAssertEqual(try decompressed(response.body), plain.body, path)
            }
            for response in responses where response["content-encoding"] == nil {
                XCTAssertEqual(response.body, plain.body, path)
                XCTAssertEqual(response["etag"], plain["etag"], path)
            }
            XCTAssertTrue(responses.contains { $0["content-encoding"] == "gzip" }, path)
        }
    }

    /// Each list with more than a kilobyte.
    private func lists() async throws -> [(client: TestClient, path: String)] {
        let bhavin = try await system.guest("bhavin")
        let count = 8
        for number in 1...count {
            let event = try await system.event(title: "Talk \(number)")
            try await bhavin.book(event)
        }
        _ = try await system.notifiedBookings(atLeast: count)
        let arjun = try await system.arjun()
        return [
            (system.main, "/events"), (system.main, "/events?q=talk"), (bhavin, "/bookings"),
            (arjun, "/api/facilitator/2/events"), (arjun, "/api/facilitator/2/bookings"),
        ]
    }

    private func decompressed(_ content: [UInt8]) throws -> [UInt8] {
        let file = system.folder + "/\(UUID().uuidString).gz"
        try Data(content).write(to: URL(filePath: file))
        let program = Process()
        let output = Pipe()
        program.executableURL = URL(filePath: "/bin/gzip")
        program.arguments = ["-dc", file]
        program.standardOutput = output
        try program.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        program.waitUntilExit()
        XCTAssertEqual(program.terminationStatus, 0)
        return Array(text)
    }
}
