/// Room in a buffer, as much as what is appended to it will take.
///
/// Whoever appends has counted the bytes before and had that room made; its memory is lent for the
/// length of a call.
struct JSONBuffer {
    private let buffer: UnsafeMutableBufferPointer<UInt8>
    /// Where the next byte goes.
    private(set) var end: Int

    @inline(__always)
    init(_ buffer: UnsafeMutableBufferPointer<UInt8>, from start: Int) {
        self.buffer = buffer
        end = start
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        buffer[end] = byte
        end += 1
    }

    @inline(__always)
    mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        end = buffer[end...].update(fromContentsOf: text)
    }

    /// Appends a string that needs no escape.
    @inline(__always)
    mutating func append(quoted text: UnsafeBufferPointer<UInt8>) {
        append(UInt8(ascii: "\""))
        append(text)
        append(UInt8(ascii: "\""))
    }
}
