/// An entity tag without its quotes (RFC 9110 §8.8.3).
package struct EntityTag: Sendable, Hashable {
    /// What stands between the quotes.
    package let opaque: String

    /// The tag made of `opaque`, which can stand in a field whatever it holds.
    ///
    /// - Parameter opaque: Visible ASCII without a quote; anything else is left out.
    package init(_ opaque: String) {
        self.opaque = String(
            decoding: opaque.utf8.filter { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") },
            as: UTF8.self)
    }

    /// The field's value, quotes and all.
    package var value: FieldValue { FieldValue("\"\(opaque)\"") ?? "\"\"" }
}

/// What `If-Match` or `If-None-Match` names.
package enum EntityTagCondition: Sendable {
    /// `*`: any representation at all.
    case any
    /// A list of tags; weak ones are marked.
    case tags([(opaque: String, isWeak: Bool)])
}

extension Request {
    /// What a conditional field asks for; nil where it is absent.
    ///
    /// - Throws: `Problem` 400 for a list that is off the grammar.
    package func condition(_ name: FieldName) throws(Problem) -> EntityTagCondition? {
        let lines = head.values(of: name)
        guard !lines.isEmpty else { return nil }
        let text = lines.joined(separator: ",")
        if text == "*" { return .any }
        guard let tags = Self.entityTags(text) else {
            throw Problem(
                .badRequest, code: "malformed_request",
                detail: "\(name.text) must be * or a list of quoted entity tags.")
        }
        return .tags(tags)
    }

    /// Whether the client has this representation already: compared weakly (RFC 9110 §13.1.2).
    package func hasCurrent(_ tag: EntityTag) -> Bool {
        guard let condition = try? condition(.ifNoneMatch) else { return false }
        switch condition {
        case .any: return true
        case .tags(let tags): return tags.contains { $0.opaque == tag.opaque }
        }
    }

    private static func entityTags(_ text: String) -> [(opaque: String, isWeak: Bool)]? {
        var tags: [(opaque: String, isWeak: Bool)] = []
        var rest = Substring(text).utf8[...]
        while true {
            while let octet = rest.first, Grammar.isWhitespace(octet) || octet == UInt8(ascii: ",")
            {
                rest.removeFirst()
            }
            guard !rest.isEmpty else { return tags.isEmpty ? nil : tags }
            let isWeak = rest.starts(with: "W/".utf8)
            if isWeak { rest.removeFirst(2) }
            guard rest.popFirst() == UInt8(ascii: "\""),
                let close = rest.firstIndex(of: UInt8(ascii: "\""))
            else { return nil }
            tags.append((String(decoding: rest[..<close], as: UTF8.self), isWeak))
            rest = rest[rest.index(after: close)...]
            while let octet = rest.first, Grammar.isWhitespace(octet) { rest.removeFirst() }
            guard rest.isEmpty || rest.first == UInt8(ascii: ",") else { return nil }
        }
    }
}

extension Response {
    /// 304: the client's copy is still good (RFC 9110 §15.4.5).
    package static func notModified(_ tag: EntityTag) -> Response {
        Response(.notModified).with(.entityTag, tag.value)
    }
}
