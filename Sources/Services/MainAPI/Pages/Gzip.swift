import CZlib
import HTTP
import TextEncoding

extension Gzip {
    /// The content in gzip format; nil if zlib is missing or the result would not be smaller.
    static func compress(_ content: [UInt8], level: Int32) -> [UInt8]? {
        let capacity = bound(of: content.count)
        guard capacity > 0 else { return nil }
        let compressed = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            // baseAddress is nil only for an empty buffer.
            guard let address = buffer.baseAddress else { return }
            count = content.withUnsafeBytes { content in
                guard let start = content.baseAddress else { return 0 }
                return compress(
                    start, count: content.count, level: level, into: address, room: capacity)
            }
        }
        return compressed.isEmpty || compressed.count >= content.count ? nil : compressed
    }
}

extension Request {
    /// Whether Accept-Encoding lists gzip with a weight other than 0 (RFC 9110 §12.5.3).
    var acceptsGzip: Bool {
        var accepts = false
        head.forEachElement(of: .acceptEncoding) { coding in
            // No longer element than `gzip;q=0.000`, with spaces, has a meaning.
            guard coding.count <= 64 else { return }
            let words = ASCII.lowercased(String(ascii: coding)).filter { $0 != " " }
            let parts = words.split(separator: ";")
            guard parts.first == "gzip" else { return }
            accepts = !parts.dropFirst().contains {
                ["q=0", "q=0.0", "q=0.00", "q=0.000"].contains($0)
            }
        }
        return accepts
    }
}
