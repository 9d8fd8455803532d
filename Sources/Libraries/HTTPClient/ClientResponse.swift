import HTTP
import JSONCoding
import TextEncoding

/// A service's response, of any status.
package struct ClientResponse: Sendable {
    /// The HTTP status code.
    package let status: Int
    /// Header fields by their names in lower case.
    package let fields: [String: String]
    package let body: [UInt8]
}

extension ClientResponse {
    /// Reads a whole response, such as one that was received over a raw socket.
    ///
    /// - Parameter method: The request's method; a response to HEAD has no body.
    /// - Throws: `ParseFailure` if the response is malformed or incomplete.
    package init(parsing bytes: [UInt8], to method: String = "GET") throws(ParseFailure) {
        var parser = ResponseParser(to: method, limits: Client.limits(bodyBytes: bytes.count))
        _ = try bytes.span.withUnsafeBytes { bytes throws(ParseFailure) in try parser.consume(bytes)
        }
        if !parser.isComplete { try parser.end() }
        self.init(parser)
    }

    init(_ parser: ResponseParser) {
        self.init(status: parser.status, fields: parser.fields, body: parser.body)
    }

    package var isSuccess: Bool { (200..<300).contains(status) }

    /// A header field's value; the name in lower case.
    package subscript(name: String) -> String? { fields[name] }

    package var text: String { String(streamSafe: body) ?? String(ascii: body) }

    /// The body as JSON; null if it is not JSON.
    package var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }

    /// A problem's stable code: the member `code` of its JSON.
    package var code: String? { json["code"]?.string }
}
