/// The parts of a complete response that the benchmark counts.
struct ResponseSummary {
    let status: Int
    let hasRetryAfter: Bool
    let closes: Bool

    private static let length = Array("\r\nContent-Length: ".utf8)
    private static let retryAfter = Array("\r\nRetry-After: ".utf8)
    private static let close = Array("\r\nConnection: close".utf8)
    private static let end = Array("\r\n\r\n".utf8)

    /// Nil while the response is incomplete.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count > 12, let head = Self.end(of: Self.end, in: bytes, before: bytes.count)
        else { return nil }
        status = bytes[9..<12].reduce(0) { $0 * 10 + Int($1) - 48 }
        var content = 0
        if let field = Self.end(of: Self.length, in: bytes, before: head) {
            for digit in bytes[field...].prefix(while: { $0 != 13 }) {
                content = content * 10 + Int(digit) - 48
            }
        }
        guard bytes.count >= head + content else { return nil }
        hasRetryAfter = Self.end(of: Self.retryAfter, in: bytes, before: head) != nil
        closes = Self.end(of: Self.close, in: bytes, before: head) != nil
    }

    /// The index after the first occurrence of a text.
    private static func end(
        of text: [UInt8], in bytes: UnsafeRawBufferPointer, before limit: Int
    ) -> Int? {
        guard limit >= text.count else { return nil }
        for start in 0...(limit - text.count) where bytes[start] == text[0] {
            if text.indices.allSatisfy({ bytes[start + $0] == text[$0] }) {
                return start + text.count
            }
        }
        return nil
    }
}
