/// The fields that decide about framing and the connection.
enum FramingField {
    case host, contentLength, transferEncoding, connection, expect

    init?(_ name: UnsafeRawBufferPointer) {
        switch name.count {
        case 4 where name.isEqual(ignoringCase: "Host"): self = .host
        case 6 where name.isEqual(ignoringCase: "Expect"): self = .expect
        case 10 where name.isEqual(ignoringCase: "Connection"): self = .connection
        case 14 where name.isEqual(ignoringCase: "Content-Length"): self = .contentLength
        case 17 where name.isEqual(ignoringCase: "Transfer-Encoding"): self = .transferEncoding
        default: return nil
        }
    }
}
