/// A set of the fields that the parser interprets.
struct KnownFields: OptionSet {
    let rawValue: UInt8

    static let host = KnownFields(rawValue: 1)
    static let contentLength = KnownFields(rawValue: 2)
    static let transferEncoding = KnownFields(rawValue: 4)
    static let connection = KnownFields(rawValue: 8)
    static let expect = KnownFields(rawValue: 16)
    static let contentType = KnownFields(rawValue: 32)
    static let authorization = KnownFields(rawValue: 64)
    static let idempotencyKey = KnownFields(rawValue: 128)

    /// Fields that are not lists and must not be repeated (RFC 9110 §5.3).
    ///
    /// Of two such lines, some recipients use the first and others the last.
    static let single: KnownFields = [
        .host, .contentLength, .contentType, .authorization, .idempotencyKey,
    ]

    /// The field of that name; empty for an unknown one.
    static func named(_ name: UnsafeRawBufferPointer) -> KnownFields {
        switch name.count {
        case 4 where name.isEqual(ignoringCase: "Host"): .host
        case 6 where name.isEqual(ignoringCase: "Expect"): .expect
        case 10 where name.isEqual(ignoringCase: "Connection"): .connection
        case 12 where name.isEqual(ignoringCase: "Content-Type"): .contentType
        case 13 where name.isEqual(ignoringCase: "Authorization"): .authorization
        case 14 where name.isEqual(ignoringCase: "Content-Length"): .contentLength
        case 15 where name.isEqual(ignoringCase: "Idempotency-Key"): .idempotencyKey
        case 17 where name.isEqual(ignoringCase: "Transfer-Encoding"): .transferEncoding
        default: []
        }
    }
}
