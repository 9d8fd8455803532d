import TextEncoding

/// A complete request, as passed to a handler.
package struct Request: Sendable {
    package let head: RequestHead
    /// The content without its transfer coding.
    package let body: [UInt8]
    /// The other end of the connection; it may be a proxy.
    package let peer: PeerAddress
    /// The id in log lines, problems and calls to the other service.
    package let id: String
    package let parameters: PathParameters

    /// The handler of GET also gets HEAD requests, as HEAD.
    package var method: Method { head.method ?? .get }

    /// The value of the first field of that name.
    package subscript(name: FieldName) -> String? { head[name] }
}

/// The named segments of a path, percent-decoded.
package struct PathParameters: Sendable {
    let names: [String]
    let values: [String]

    static let none = PathParameters(names: [], values: [])

    /// The segment of that name; nil if the pattern has none.
    package subscript(name: String) -> String? {
        names.firstIndex(of: name).map { values[$0] }
    }
}

extension Request {
    /// A positive integer of the path without leading zeros, so a resource has one address.
    ///
    /// - Throws: `Problem` 404 for any other text.
    package func identifier(_ name: String) throws(Problem) -> Int64 {
        guard let text = parameters[name], text.utf8.count <= 19,
            text.utf8.first != UInt8(ascii: "0"), let value = Int64(digits: text.utf8)
        else { throw .notFound }
        return value
    }
}
