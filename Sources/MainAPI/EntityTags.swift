import BookingDomain
import Credentials
import HTTP

extension EntityTag {
    /// A tag that changes with every octet of the content.
    static func ofContent(_ content: [UInt8]) -> EntityTag {
        EntityTag(Base64URL.encode(Array(SHA256.hash(content).bytes.prefix(12))))
    }
}

extension Event {
    /// The version, which an edit has to match, and behind it what changes without an edit.
    var entityTag: EntityTag { EntityTag("\(version)-\(seatsLeft)") }
}

extension Response {
    /// This response with its tag, or 304 where the client has it already.
    func unlessCurrent(for request: Request, tag: EntityTag) -> Response {
        guard request.hasCurrent(tag) else {
            return with(.entityTag, tag.value).with(.cacheControl, "no-cache")
        }
        return .notModified(tag).with(.cacheControl, "no-cache")
    }
}

extension Request {
    /// The version of an event that `If-Match` asks for; nil where any will do.
    ///
    /// - Throws: `Problem` 400 for a list off the grammar, 412 for a tag that no event can have.
    func expectedVersion() throws(Problem) -> Int64? {
        guard case .tags(let tags) = try condition(.ifMatch) else { return nil }
        let versions = tags.filter { !$0.isWeak }
            .compactMap { $0.opaque.split(separator: "-").first.flatMap { Int64($0) } }
        guard let version = versions.first else {
            throw Problem(
                .preconditionFailed, code: "version_stale",
                detail: "No version of the event has any of these entity tags.")
        }
        return version
    }
}
