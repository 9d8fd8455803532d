import Glibc
import TextEncoding

/// Octets that something points to for the length of a call.
extension UnsafeRawBufferPointer {
    /// Whether the octets are those of a literal.
    @inline(__always)
    func isEqual(to literal: StaticString) -> Bool {
        guard count == literal.utf8CodeUnitCount else { return false }
        for index in 0..<count where self[index] != literal.utf8Start[index] { return false }
        return true
    }

    /// Whether the octets are those of a literal, letters compared without case.
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

    /// Whether the octets begin with a literal, letters compared without case.
    func hasPrefix(ignoringCase prefix: StaticString) -> Bool {
        guard count >= prefix.utf8CodeUnitCount else { return false }
        return UnsafeRawBufferPointer(rebasing: self[..<prefix.utf8CodeUnitCount])
            .isEqual(ignoringCase: prefix)
    }

    /// The octets without optional whitespace at either end.
    @inline(__always)
    var trimmingWhitespace: UnsafeRawBufferPointer {
        var start = 0
        var end = count
        while start < end, Grammar.isWhitespace(self[start]) { start += 1 }
        while end > start, Grammar.isWhitespace(self[end - 1]) { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: self[start..<end])
    }

    /// Where an octet stands first; nil where it does not.
    @inline(__always)
    func firstIndex(of octet: UInt8) -> Int? {
        guard let start = baseAddress else { return nil }
        return memchr(start, Int32(octet), count).map { start.distance(to: $0) }
    }

    /// Hands over the elements of a comma-separated list one by one, whitespace trimmed, until
    /// one of them answers false (RFC 9110 §5.6.1).
    @inline(__always)
    func forEachListElement(_ body: (UnsafeRawBufferPointer) -> Bool) {
        var start = 0
        for index in 0...count where index == count || self[index] == UInt8(ascii: ",") {
            let element = UnsafeRawBufferPointer(rebasing: self[start..<index])
            guard body(element.trimmingWhitespace) else { return }
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
    /// Lends the octets for the length of a call that may throw one kind of error.
    @inline(__always)
    func withOctets<T, E: Error>(
        _ body: (UnsafeRawBufferPointer) throws(E) -> T
    ) throws(E) -> T {
        try withUnsafeBufferPointer { buffer throws(E) in
            try body(UnsafeRawBufferPointer(buffer))
        }
    }
}
