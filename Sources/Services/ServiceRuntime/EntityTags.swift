import Credentials
import HTTP
import TextEncoding

extension EntityTag {
    /// A tag that changes with every octet of the content.
    package static func ofContent(_ content: [UInt8]) -> EntityTag {
        EntityTag(Base64URL.encode(Array(SHA256.hash(content).bytes.prefix(12))))
    }
}

extension Response {
    /// This response with its tag, or 304 where the client has it already.
    package func unlessCurrent(for request: Request, tag: EntityTag) -> Response {
        guard request.hasCurrent(tag) else {
            return with(.entityTag, tag.value).with(.cacheControl, "no-cache")
        }
        return .notModified(tag).with(.cacheControl, "no-cache")
    }
}
