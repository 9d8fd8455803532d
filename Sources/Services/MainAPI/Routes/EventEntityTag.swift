import BookingDomain
import HTTP
import TextEncoding

extension Event {
    /// The version for `If-Match`, and the free seats, which change without an edit.
    var entityTag: EntityTag { EntityTag("\(version)-\(seatsLeft)") }
}

extension Request {
    /// The event's versions in `If-Match`; nil for any version.
    ///
    /// Weak tags never match (RFC 9110 §13.1.1), and foreign tags contain no version.
    ///
    /// - Throws: `Problem` 400 for a malformed list.
    func expectedVersions() throws(Problem) -> Set<Int64>? {
        guard case .tags(let tags) = try condition(.ifMatch) else { return nil }
        let versions = tags.filter { !$0.isWeak }.compactMap { tag in
            Int64(digits: tag.opaque.utf8.prefix { $0 != UInt8(ascii: "-") })
        }
        return Set(versions)
    }
}
