import TextEncoding

/// Names and values as `application/x-www-form-urlencoded` has them (WHATWG URL §5).
///
/// Everything but `A–Z a–z 0–9 - . _ ~` is percent-encoded when written, brackets included, as
/// Stripe's nested names `a[b][c]` need it.
package struct FormContent: Equatable, Sendable {
    /// Fields that are read at most.
    private static let maximumFields = 256

    /// The fields in their order.
    package private(set) var fields: [(name: String, value: String)] = []

    /// A form without fields.
    package init() {}

    /// Adds a field.
    package mutating func add(_ name: String, _ value: String) {
        fields.append((name, value))
    }

    /// The value of the first field of that name; setting it takes the place of all of them.
    package subscript(name: String) -> String? {
        get { fields.first { $0.name == name }?.value }
        set {
            fields.removeAll { $0.name == name }
            if let newValue { add(name, newValue) }
        }
    }

    package static func == (left: FormContent, right: FormContent) -> Bool {
        left.encoded == right.encoded
    }
}

extension FormContent {
    /// The form as the content of a request.
    package var encoded: [UInt8] {
        let pairs = fields.map { field in
            PercentEncoding.encode(field.name) + "=" + PercentEncoding.encode(field.value)
        }
        return Array(pairs.joined(separator: "&").utf8)
    }
}

extension FormContent {
    /// Reads a form's content; nil for broken percent-encoding, text that is not UTF-8, or too many
    /// fields.
    package init?(decoding content: [UInt8]) {
        let pairs = content.split(separator: UInt8(ascii: "&"))
        guard pairs.count <= Self.maximumFields else { return nil }
        for pair in pairs {
            let parts = pair.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(parts[0]),
                let value = Self.decoded(parts.count > 1 ? parts[1] : [])
            else { return nil }
            fields.append((name, value))
        }
    }

    private static func decoded(_ text: ArraySlice<UInt8>) -> String? {
        PercentEncoding.decode(text, plusIsSpace: true)
            .flatMap { String(validating: $0, as: UTF8.self) }
    }
}
