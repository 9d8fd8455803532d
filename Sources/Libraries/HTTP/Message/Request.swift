import TextEncoding

/// A complete request, as a handler gets it.
package struct Request: Sendable {
    /// The request line and the header fields.
    package let head: RequestHead
    /// The content, transfer coding removed.
    package let body: [UInt8]
    /// The other end of the connection; a proxy where one stands before the server.
    package let peer: PeerAddress
    /// The id that log lines, problems and calls to the other service carry.
    package let id: String
    /// What stood in the path where its pattern has names.
    package let parameters: PathParameters

    /// The method; a HEAD request reaches the handler of GET as HEAD.
    package var method: Method { head.method ?? .get }

    /// The value of the first field of a name.
    package subscript(name: FieldName) -> String? { head[name] }
}

/// The named segments of a path, percent-decoded.
package struct PathParameters: Sendable {
    let names: [String]
    let values: [String]

    static let none = PathParameters(names: [], values: [])

    /// What stood in the segment of that name; nil when the pattern has none.
    package subscript(name: String) -> String? {
        names.firstIndex(of: name).map { values[$0] }
    }
}

extension Request {
    /// A positive integer of the path, written without leading zeros: a thing has one address.
    ///
    /// - Throws: `Problem` 404, as nothing else can stand at that address.
    package func identifier(_ name: String) throws(Problem) -> Int64 {
        guard let text = parameters[name], text.utf8.count <= 19,
            text.utf8.first != UInt8(ascii: "0"), let value = Int64(digits: text.utf8)
        else { throw .notFound }
        return value
    }
}
