import TextEncoding

/// An entity tag (RFC 9110 §8.8.3).
package struct EntityTag: Sendable, Hashable {
    /// The text between the quotes.
    package let opaque: String
    /// Whether `W/` precedes the tag; such tags never match `If-Match` (RFC 9110 §13.1.1).
    package let isWeak: Bool
}

extension EntityTag {
    /// A strong tag.
    ///
    /// - Parameter opaque: Characters other than visible ASCII, and quotes, are removed.
    package init(_ opaque: String) {
        let bytes = opaque.utf8.filter { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") }
        self.init(opaque: String(ascii: bytes), isWeak: false)
    }

    /// A strong tag of the content, which changes when the service starts again.
    package static func ofContent(_ content: [UInt8]) -> EntityTag {
        EntityTag(String(UInt(bitPattern: hash(content)), radix: 36))
    }

    /// A hash with a random key of this process.
    static func hash(_ content: [UInt8]) -> Int {
        var hasher = Hasher()
        content.withUnsafeBytes { hasher.combine(bytes: $0) }
        return hasher.finalize()
    }

    /// Follows the tag of compressed content.
    static let gzipSuffix = "-gzip"

    /// The value of the `ETag` field.
    package var value: FieldValue { FieldValue("\"\(opaque)\"") ?? "\"\"" }
}

/// The value of `If-Match` or `If-None-Match` (RFC 9110 §13.1).
package enum EntityTagCondition: Sendable {
    /// `*`: any current representation.
    case any
    case tags([EntityTag])
}

extension Request {
    /// The condition of `If-Match` or `If-None-Match`; nil if the field is absent.
    ///
    /// - Throws: `Problem` 400 for an invalid list.
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

    /// Whether `If-None-Match` names the tag, by weak comparison (RFC 9110 §13.1.2).
    package func hasCurrent(_ tag: EntityTag) -> Bool {
        guard hasCondition, let condition = try? condition(.ifNoneMatch) else { return false }
        switch condition {
        case .any: return true
        case .tags(let tags): return tags.contains { $0.opaque == tag.opaque }
        }
    }

    fileprivate var hasCondition: Bool {
        head.withValue(of: .ifNoneMatch) { _ in true } ?? false
    }

    private static func entityTags(_ text: String) -> [EntityTag]? {
        var tags: [EntityTag] = []
        var rest = Substring(text).utf8[...]
        while true {
            rest = rest.drop { Grammar.isWhitespace($0) || $0 == UInt8(ascii: ",") }
            guard !rest.isEmpty else { return tags.isEmpty ? nil : tags }
            let isWeak = rest.starts(with: "W/".utf8)
            if isWeak { rest.removeFirst(2) }
            guard rest.popFirst() == UInt8(ascii: "\""),
                let close = rest.firstIndex(of: UInt8(ascii: "\""))
            else { return nil }
            tags.append(EntityTag(opaque: String(ascii: rest[..<close]), isWeak: isWeak))
            rest = rest[rest.index(after: close)...].drop(while: Grammar.isWhitespace)
            guard rest.isEmpty || rest.first == UInt8(ascii: ",") else { return nil }
        }
    }
}

extension Response {
    /// 304 with the fields of this response that a cache needs (RFC 9110 §15.4.5).
    private var notModified: Response {
        Response(.notModified).with(.entityTag, fields[.entityTag])
            .with(.cacheControl, fields[.cacheControl]).with(.vary, fields[.vary])
    }

    /// The response with a tag of its content, compressed for clients that accept it; or 304 if the
    /// client has the same representation.
    ///
    /// - Parameter isCompressible: False for a response with addresses, tokens or other secrets.
    package consuming func unlessCurrent(
        for request: Request, isCompressible: Bool = true
    ) -> Response {
        tagged(for: request, isCompressible: isCompressible).unlessCurrentlyTagged(for: request)
    }

    /// The response with a tag of its content, to be compressed for clients that accept it.
    package consuming func tagged(
        for request: Request, isCompressible: Bool = true
    ) -> Response {
        fields.add(.entityTag, EntityTag.ofContent(body).value)
        if isCompressible {
            fields.add(.vary, "Accept-Encoding")
            isToBeCompressed = isWorthCompressing(for: request)
        }
        return self
    }

    /// The tagged response, or 304 if the client has it.
    package consuming func unlessCurrentlyTagged(for request: Request) -> Response {
        guard request.hasCondition, let field = fields[.entityTag]?.text else { return self }
        let opaque = String(field.dropFirst().dropLast())
        let tag = EntityTag(isToBeCompressed ? opaque + EntityTag.gzipSuffix : opaque)
        guard request.hasCurrent(tag) else { return self }
        return with(.entityTag, tag.value).notModified
    }

    /// The response with its entity tag, or 304 if the client has that version.
    package func unlessCurrent(for request: Request, tag: EntityTag) -> Response {
        let response = with(.entityTag, tag.value).with(.cacheControl, "no-cache")
        return request.hasCurrent(tag) ? response.notModified : response
    }
}
