/// A call as it is to be sent.
package struct ClientRequest: Sendable {
    /// The method of HTTP, in capital letters.
    package var method: String
    /// Path and query.
    package var path: String
    /// Header fields by name; a name stands once.
    package var fields: [String: String]
    /// The content, its type among `fields`; nil for none.
    package var body: [UInt8]?

    /// A call with these header fields and this content.
    package init(
        _ method: String, _ path: String, fields: [String: String] = [:], body: [UInt8]? = nil
    ) {
        self.method = method
        self.path = path
        self.fields = fields
        self.body = body
    }
}

/// What came back, whatever its status.
package struct ClientResponse: Sendable {
    /// Octets of content that are kept at most.
    static let longestBody = 4_194_304

    /// The status code of HTTP, a refusal's too.
    package let status: Int
    /// The content, 4 MiB at most; an answer with more counts as none.
    package let body: [UInt8]
    /// Header fields by their names in lower case.
    let fields: [String: String]

    /// Whether the service did what it was asked.
    package var isSuccess: Bool { (200..<300).contains(status) }

    /// The value of a header field; the name in lower case.
    package subscript(name: String) -> String? { fields[name] }
}
