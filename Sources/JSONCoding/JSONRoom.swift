/// Room in a buffer, as much as what is appended to it will take.
///
/// Whoever appends has counted the bytes before and had that room made; its memory is lent for the
/// length of a call.
struct JSONRoom {
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

    @inline(__always)
    mutating func append(_ literal: StaticString) {
        append(
            UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    /// Appends a number in decimal digits: twenty bytes at most.
    mutating func append(decimal number: Int64) {
        if number < 0 { append(UInt8(ascii: "-")) }
        var rest = number.magnitude
        end += 1
        // An Int64 has at most nineteen digits, and 10^19 is still a UInt64.
        var bound: UInt64 = 10
        while rest >= bound {
            bound &*= 10
            end += 1
        }
        var index = end
        repeat {
            index -= 1
            buffer[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
    }
}
