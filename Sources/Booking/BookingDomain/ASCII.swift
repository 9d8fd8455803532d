/// Byte-wise character classes, since those of `Character` let in other scripts' digits and
/// letters.
enum ASCII {
    /// Whether `byte` is one of `a–z`, `A–Z`, `0–9`.
    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            false
        }
    }

    /// The text of `bytes` with `A–Z` made small and everything else kept.
    static func lowercased(_ bytes: [UInt8]) -> String {
        String(
            decoding: bytes.map { byte in
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
            },
            as: UTF8.self)
    }
}
