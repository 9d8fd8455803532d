import TextEncoding

/// A form in `application/x-www-form-urlencoded` (WHATWG URL §5).
///
/// All bytes but `A–Z a–z 0–9 - . _ ~` are percent-encoded, including the brackets of Stripe's
/// nested names `a[b][c]`.
package struct FormContent: Equatable, Sendable {
    private static let maximumFields = 256

    package private(set) var fields: [(name: String, value: String)] = []

    package init() {}

    /// Appends a field, even if there is one of that name.
    package mutating func add(_ name: String, _ value: String) {
        fields.append((name, value))
    }

    /// The value of the first field of that name; setting it replaces all of them.
    package subscript(name: String) -> String? {
        get { fields.first { $0.name.hasSameBytes(as: name) }?.value }
        set {
            fields.removeAll { $0.name.hasSameBytes(as: name) }
            if let newValue { add(name, newValue) }
        }
    }

    package static func == (left: FormContent, right: FormContent) -> Bool {
        left.encoded == right.encoded
    }
}

extension FormContent {
    /// The form as the body of a request.
    package var encoded: [UInt8] {
        let pairs = fields.map { field in
            PercentEncoding.encode(field.name) + "=" + PercentEncoding.encode(field.value)
        }
        return Array(pairs.joined(separator: "&").utf8)
    }

    /// Decodes a body; nil for broken percent-encoding, invalid UTF-8, or more than 256 fields.
    package init?(decoding body: [UInt8]) {
        let pairs = body.split(separator: UInt8(ascii: "&"))
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
            .flatMap { String(streamSafe: $0) }
    }
}
