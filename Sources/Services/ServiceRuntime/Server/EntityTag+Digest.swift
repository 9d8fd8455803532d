import Credentials
import HTTP
import TextEncoding

extension EntityTag {
    /// A strong tag derived from a digest of the content.
    package static func ofContent(_ content: [UInt8]) -> EntityTag {
        EntityTag(Base64URL.encode(Array(SHA256.hash(content).bytes.prefix(12))))
    }
}
