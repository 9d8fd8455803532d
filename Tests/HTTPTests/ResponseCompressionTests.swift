import XCTest

@testable import HTTP

final class ResponseCompressionTests: XCTestCase {
    func testOnlyGzipWithAWeightIsAccepted() throws {
        let table: [(fields: [String], accepts: Bool)] = [
            ([], false), (["gzip"], true), (["GZip"], true), (["deflate, gzip, br"], true),
            (["gzip;q=0.5"], true), (["gzip ; q=1"], true), (["gzip;q=0"], false),
            (["gzip;q=0.000"], false), (["gzip ; Q=0.0"], false), (["br;q=0, gzip"], true),
            (["gzipped"], false), (["x-gzip"], false), (["*"], false), (["identity"], false),
            (["br", "gzip"], true), ([String(repeating: "gzip", count: 50)], false),
        ]
        for (fields, accepts) in table {
            XCTAssertEqual(try request(fields).acceptsGzip, accepts, "\(fields)")
        }
    }

    /// Otherwise the size would show whether one content repeats more than another.
    func testTheSizeOfACompressedResponseDependsOnMoreThanItsRepetitions() throws {
        let sizes = (0..<200).map { number in
            var response = Response.json(
                bytes: Array(repeating: UInt8(ascii: "a"), count: 4_096) + [UInt8(number)])
            response.compress()
            return response.body.count
        }
        XCTAssertGreaterThan((sizes.max() ?? 0) - (sizes.min() ?? 0), 30)
        XCTAssertGreaterThan(Set(sizes).count, 20)
    }

    func testContentThatDoesNotGetSmallerIsSentAsItIs() {
        var generator = SystemRandomNumberGenerator()
        let content = (0..<2_000).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
        var response = Response.json(bytes: content)
        response.compress()
        XCTAssertEqual(response.body, content)
        XCTAssertNil(response.fields[.contentEncoding])
    }

    private func request(_ codings: [String]) throws -> Request {
        let lines = codings.map { "Accept-Encoding: \($0)\r\n" }.joined()
        var parser = RequestParser(limits: Limits())
        var position = 0
        try Array("GET / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n".utf8).withBytes {
            bytes throws(ParseFailure) in _ = try parser.consume(bytes, from: &position)
        }
        return Request(
            head: parser.head, body: [], peer: try XCTUnwrap(PeerAddress("127.0.0.1")), id: "1",
            parameters: .none)
    }
}
