import CZlib
import TextEncoding

extension Gzip {
    /// The content in gzip format; nil if zlib is missing or the result would not be smaller.
    ///
    /// - Parameter padding: The number of bytes to add as a file name, which receivers ignore.
    package static func compress(_ content: [UInt8], level: Int32, padding: Int = 0) -> [UInt8]? {
        let capacity = bound(of: content.count)
        guard capacity > 0 else { return nil }
        var compressed = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            // baseAddress is nil only for an empty buffer.
            guard let address = buffer.baseAddress else { return }
            count = content.withUnsafeBytes { content in
                guard let start = content.baseAddress else { return 0 }
                return compress(
                    start, count: content.count, level: level, into: address, room: capacity)
            }
        }
        guard !compressed.isEmpty, compressed.count + padding < content.count else { return nil }
        if padding > 0 { addName(of: padding, to: &compressed) }
        return compressed
    }

    /// Adds a file name behind the header, whose fourth byte says that there is one
    /// (RFC 1952 §2.3).
    private static func addName(of length: Int, to compressed: inout [UInt8]) {
        compressed[3] |= 8
        let name = [UInt8](repeating: UInt8(ascii: "x"), count: length - 1) + [0]
        compressed.insert(contentsOf: name, at: 10)
    }
}

extension Request {
    /// Whether Accept-Encoding lists gzip with a weight other than 0 (RFC 9110 §12.5.3).
    package var acceptsGzip: Bool {
        var accepts = false
        head.forEachElement(of: .acceptEncoding) { coding in
            // No longer element than `gzip;q=0.000`, with spaces, has a meaning.
            guard coding.hasPrefix(ignoringCase: "gzip"), coding.count <= 64 else { return }
            accepts = coding.count == 4 || Self.isAccepted(String(ascii: coding))
        }
        return accepts
    }

    /// Whether an element such as `gzip;q=0.5` accepts gzip.
    private static func isAccepted(_ coding: String) -> Bool {
        let parts = ASCII.lowercased(coding).filter { $0 != " " }.split(separator: ";")
        return parts.first == "gzip"
            && !parts.dropFirst().contains {
                ["q=0", "q=0.0", "q=0.00", "q=0.000"].contains($0)
            }
    }
}
