import HTTP
import TestSupport
import XCTest

/// Sends every row of the corpus over a real socket, followed by another request. That request must
/// be answered if the connection stays open, and must not reach a handler if it closes.
final class CorpusTests: XCTestCase {
    private let sequel = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"

    func testInvalidRequestsAreRefusedAndCloseTheConnection() throws {
        let server = try TestServer()
        for row in rejectedRows {
            let client = try server.connect()
            try client.send(row.bytes + bytes(sequel))
            check(row, try client.response())
            XCTAssertEqual(try client.restToTheEnd(), [], row.name)
        }
        XCTAssertEqual(server.smuggled.count, 0)
    }

    func testValidRequestsAreAnsweredAndKeepTheConnectionIfAllowed() throws {
        let server = try TestServer()
        for row in answeredRows {
            let client = try server.connect()
            try client.send(row.bytes + bytes(sequel))
            check(row, try client.response())
            let reached = server.smuggled.count
            if row.stays {
                XCTAssertEqual(try client.response().text, "smuggled", row.name)
            } else {
                XCTAssertEqual(try client.restToTheEnd(), [], row.name)
                XCTAssertEqual(server.smuggled.count, reached, row.name)
            }
        }
    }

    private func check(_ row: CorpusRow, _ response: RawResponse) {
        XCTAssertEqual(response.status, row.status, row.name)
        XCTAssertEqual(response["Connection"] == "close", !row.stays && row.isAnnounced, row.name)
        XCTAssertNotNil(response["Date"], row.name)
        if response.status >= 400 {
            XCTAssertEqual(response["Content-Type"], "application/problem+json", row.name)
        }
    }
}
