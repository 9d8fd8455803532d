import Glibc
import TextEncoding

extension UnsafeRawBufferPointer {
    @inline(__always)
    func isEqual(to literal: StaticString) -> Bool {
        guard count == literal.utf8CodeUnitCount else { return false }
        for index in 0..<count where self[index] != literal.utf8Start[index] { return false }
        return true
    }

    @inline(__always)
    func isEqual(ignoringCase literal: StaticString) -> Bool {
        guard count == literal.utf8CodeUnitCount else { return false }
        let other = literal.utf8Start
        for index in 0..<count where self[index] != other[index] {
            guard ASCII.lowercased(self[index]) == ASCII.lowercased(other[index]) else {
                return false
            }
        }
        return true
    }

    func hasPrefix(ignoringCase prefix: StaticString) -> Bool {
        guard count >= prefix.utf8CodeUnitCount else { return false }
        return UnsafeRawBufferPointer(rebasing: self[..<prefix.utf8CodeUnitCount])
            .isEqual(ignoringCase: prefix)
    }

    /// The bytes without leading and trailing optional whitespace.
    @inline(__always)
    var trimmingWhitespace: UnsafeRawBufferPointer {
        var start = 0
        var end = count
        while start < end, Grammar.isWhitespace(self[start]) { start += 1 }
        while end > start, Grammar.isWhitespace(self[end - 1]) { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: self[start..<end])
    }

    @inline(__always)
    func firstIndex(of byte: UInt8) -> Int? {
        guard let start = baseAddress else { return nil }
        return memchr(start, Int32(byte), count).map { start.distance(to: $0) }
    }

    /// Calls `body` with each trimmed element of a comma-separated list (RFC 9110 §5.6.1).
    @inline(__always)
    func forEachListElement(_ body: (UnsafeRawBufferPointer) -> Void) {
        var start = 0
        for index in 0...count where index == count || self[index] == UInt8(ascii: ",") {
            let element = UnsafeRawBufferPointer(rebasing: self[start..<index])
            body(element.trimmingWhitespace)
            start = index + 1
        }
    }
}

extension StaticString {
    func isEqual(ignoringCase other: StaticString) -> Bool {
        UnsafeRawBufferPointer(start: utf8Start, count: utf8CodeUnitCount)
            .isEqual(ignoringCase: other)
    }
}

extension [UInt8] {
    /// Like `withUnsafeBytes`, with typed throws.
    @inline(__always)
    func withBytes<T, E: Error>(
        _ body: (UnsafeRawBufferPointer) throws(E) -> T
    ) throws(E) -> T {
        try withUnsafeBufferPointer { buffer throws(E) in
            try body(UnsafeRawBufferPointer(buffer))
        }
    }
}
