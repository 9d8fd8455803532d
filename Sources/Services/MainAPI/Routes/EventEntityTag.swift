import BookingDomain
import HTTP
import TextEncoding

extension Event {
    /// The version, which an edit has to match, and behind it what changes without an edit.
    var entityTag: EntityTag { EntityTag("\(version)-\(seatsLeft)") }
}

extension Request {
    /// The versions of an event that `If-Match` names; nil where any will do.
    ///
    /// Weak tags never match (RFC 9110 §13.1.1), and what is no tag of ours is no version.
    ///
    /// - Throws: `Problem` 400 for a list off the grammar.
    func expectedVersions() throws(Problem) -> Set<Int64>? {
        guard case .tags(let tags) = try condition(.ifMatch) else { return nil }
        let versions = tags.filter { !$0.isWeak }.compactMap { tag in
            Int64(digits: tag.opaque.utf8.prefix { $0 != UInt8(ascii: "-") })
        }
        return Set(versions)
    }
}
