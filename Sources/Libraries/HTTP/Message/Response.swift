import JSONCoding

/// What a handler answers: a status, header fields and content.
///
/// `Content-Length`, `Date` and `Connection` are the server's to write and are not among the
/// fields.
package struct Response: Sendable {
    /// The status of the status line.
    package var status: Status
    /// The fields in the order in which they are sent.
    package var fields: Fields
    /// The content; sent with its length, and not at all in answer to HEAD.
    package var body: [UInt8]

    /// An answer of these fields, of which none says the media type by itself.
    package init(_ status: Status, fields: Fields = Fields(), body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// An answer with content of one media type.
    package init(_ status: Status, type: FieldValue, body: [UInt8]) {
        self.init(status, body: body)
        fields.add(.contentType, type)
    }

    /// A JSON answer from text that is already written.
    package static func json(_ status: Status = .ok, bytes: [UInt8]) -> Response {
        Response(status, type: .json, body: bytes)
    }

    /// An answer of status 200 whose content is the value as JSON.
    package static func json(_ value: some JSONWritable) -> Response {
        .json(.ok, value)
    }

    /// An answer whose content is the value as JSON.
    package static func json(_ status: Status, _ value: some JSONWritable) -> Response {
        var json = JSONWriter(reservingCapacity: 2048)
        value.write(to: &json)
        return .json(status, bytes: (consume json).finish())
    }

    /// The same answer with one more field, replacing any of that name.
    package consuming func with(_ name: FieldName, _ value: FieldValue?) -> Response {
        fields[name] = value
        return self
    }
}

extension FieldValue {
    /// JSON, which is UTF-8 without saying so (RFC 8259 §11).
    package static let json: FieldValue = "application/json"
    /// For this caller and now: no cache keeps it (RFC 9111 §5.2.2.5).
    static let noStore: FieldValue = "no-store"
    /// An error's details (RFC 9457 §4).
    package static let problemJSON: FieldValue = "application/problem+json"
    /// Text for people, without markup.
    package static let plainText: FieldValue = "text/plain; charset=utf-8"
}
