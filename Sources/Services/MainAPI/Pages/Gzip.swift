import CZlib
import HTTP

extension Gzip {
    /// The content in the gzip format; nil where zlib is missing or it would not be smaller.
    static func coded(_ content: [UInt8], level: Int32) -> [UInt8]? {
        let room = bound(of: content.count)
        guard room > 0 else { return nil }
        let coded = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            // The buffer is only without an address when it has no room.
            guard let address = buffer.baseAddress else { return }
            count = content.withUnsafeBytes { content in
                guard let start = content.baseAddress else { return 0 }
                return compress(
                    start, count: content.count, level: level, into: address, room: room)
            }
        }
        return coded.isEmpty || coded.count >= content.count ? nil : coded
    }
}

extension Request {
    /// Whether the client takes gzip: it names it, and not with a weight of 0 (RFC 9110 §12.5.3).
    var acceptsGzip: Bool {
        guard let accepted = self[.acceptEncoding] else { return false }
        return accepted.split(separator: ",").contains { coding in
            let parts = coding.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
            guard parts.first == "gzip" else { return false }
            return !parts.dropFirst().contains {
                ["q=0", "q=0.0", "q=0.00", "q=0.000"].contains($0)
            }
        }
    }
}
