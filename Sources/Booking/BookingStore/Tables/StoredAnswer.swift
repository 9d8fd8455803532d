import JSONCoding

/// An answer as it is kept for a request that comes twice.
package struct StoredAnswer: Equatable, Sendable {
    /// One header field.
    package struct Header: Equatable, Sendable {
        /// The field's name, spelled as it is sent.
        package let name: String
        /// The field's value, as it is sent.
        package let value: String

        /// The field `name: value`.
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A digest of the request: another one under the same key is a mistake of the caller.
    package let fingerprint: [UInt8]
    /// The status code of HTTP, as 201.
    package let status: Int
    /// The fields that the answer has again when it is repeated, in their order.
    package let headers: [Header]
    /// The content, octet for octet.
    package let body: [UInt8]

    /// An answer to the request that has this fingerprint.
    package init(fingerprint: [UInt8], status: Int, headers: [Header], body: [UInt8]) {
        self.fingerprint = fingerprint
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The headers as their column holds them: a JSON array of names and values in turn.
    var storedHeaders: String {
        String(decoding: headers.flatMap { [$0.name, $0.value] }.json, as: UTF8.self)
    }

    /// The headers that their column holds.
    ///
    /// - Throws: `UnreadableRow` if the text is not what `storedHeaders` makes.
    static func headers(storedAs text: [UInt8]) throws(UnreadableRow) -> [Header] {
        let words = (try? JSONValue(parsing: text))?.array?.compactMap(\.string)
        guard let words, words.count.isMultiple(of: 2) else {
            throw UnreadableRow(
                column: "idempotency_keys.headers", value: String(decoding: text, as: UTF8.self))
        }
        return stride(from: 0, to: words.count, by: 2).map { index in
            Header(name: words[index], value: words[index + 1])
        }
    }
}
