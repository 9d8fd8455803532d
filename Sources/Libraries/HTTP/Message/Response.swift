import JSONCoding

/// A handler's result: a status, header fields and content.
///
/// The server adds `Content-Length`, `Date` and `Connection`.
package struct Response: Sendable {
    package var status: Status
    package var fields: Fields
    /// Not sent in response to HEAD.
    package var body: [UInt8]
    /// Whether the server compresses the content before it is sent.
    package var isToBeCompressed = false

    package init(_ status: Status, fields: Fields = Fields(), body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    package init(_ status: Status, type: FieldValue, body: [UInt8]) {
        self.init(status, body: body)
        fields.add(.contentType, type)
    }

    /// A response with JSON text.
    package static func json(_ status: Status = .ok, bytes: [UInt8]) -> Response {
        Response(status, type: .json, body: bytes)
    }

    /// A response of status 200 with the value as JSON.
    package static func json(_ value: some JSONWritable) -> Response {
        .json(.ok, value)
    }

    /// A response with the value as JSON.
    package static func json(_ status: Status, _ value: some JSONWritable) -> Response {
        var json = JSONWriter(reservingCapacity: 2048)
        value.write(to: &json)
        return .json(status, bytes: (consume json).finish())
    }

    /// The response with one field set; nil removes it.
    package consuming func with(_ name: FieldName, _ value: FieldValue?) -> Response {
        fields[name] = value
        return self
    }
}

extension FieldValue {
    /// JSON has no charset parameter and is always UTF-8 (RFC 8259 §11).
    package static let json: FieldValue = "application/json"
    /// No cache may store the response (RFC 9111 §5.2.2.5).
    static let noStore: FieldValue = "no-store"
    /// RFC 9457 §4.
    package static let problemJSON: FieldValue = "application/problem+json"
    package static let plainText: FieldValue = "text/plain; charset=utf-8"
}
