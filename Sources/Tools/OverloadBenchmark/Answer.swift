/// A whole answer, as far as the benchmark looks at it.
struct Answer {
    let status: Int
    let hasRetryAfter: Bool
    let closes: Bool

    private static let length = Array("\r\nContent-Length: ".utf8)
    private static let retryAfter = Array("\r\nRetry-After: ".utf8)
    private static let close = Array("\r\nConnection: close".utf8)
    private static let end = Array("\r\n\r\n".utf8)

    /// The answer that the octets are; nil as long as it is not complete.
    init?(_ octets: UnsafeRawBufferPointer) {
        guard octets.count > 12, let head = Self.find(Self.end, in: octets, to: octets.count) else {
            return nil
        }
        status = octets[9..<12].reduce(0) { $0 * 10 + Int($1) - 48 }
        var content = 0
        if let field = Self.find(Self.length, in: octets, to: head) {
            for digit in octets[field...].prefix(while: { $0 != 13 }) {
                content = content * 10 + Int(digit) - 48
            }
        }
        guard octets.count >= head + content else { return nil }
        hasRetryAfter = Self.find(Self.retryAfter, in: octets, to: head) != nil
        closes = Self.find(Self.close, in: octets, to: head) != nil
    }

    /// Where a text in the octets has its end.
    private static func find(
        _ text: [UInt8], in octets: UnsafeRawBufferPointer, to end: Int
    ) -> Int? {
        guard end >= text.count else { return nil }
        for start in 0...(end - text.count) where octets[start] == text[0] {
            if text.indices.allSatisfy({ octets[start + $0] == text[$0] }) {
                return start + text.count
            }
        }
        return nil
    }
}
