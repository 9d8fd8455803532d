/// The octets that a loop holds back for the socket of the connection that it serves.
///
/// Memory of its own and no array: a response is written in a score of short pieces, and an array
/// asks before each of them whether it is shared. One loop's thread has it for itself.
final class OutputBuffer {
    private var storage: UnsafeMutableRawBufferPointer
    /// Octets that are held.
    private(set) var count = 0

    /// An empty buffer, which grows when it has to hold more than that.
    init(capacity: Int) {
        storage = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit {
        storage.deallocate()
    }

    var isEmpty: Bool { count == 0 }

    /// What is held, until the next change.
    var octets: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: storage[..<count]) }

    /// Forgets what is held and keeps the memory.
    func removeAll() { count = 0 }

    @inline(__always)
    func append(_ octets: UnsafeRawBufferPointer) {
        if octets.count > storage.count - count { grow(by: octets.count) }
        UnsafeMutableRawBufferPointer(rebasing: storage[count...]).copyMemory(from: octets)
        count += octets.count
    }

    @inline(__always)
    func append(_ octets: [UInt8]) {
        append(octets.span)
    }

    @inline(__always)
    func append(_ octets: Span<UInt8>) {
        octets.withUnsafeBytes { append($0) }
    }

    @inline(__always)
    func append(_ literal: StaticString) {
        append(UnsafeRawBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    @inline(__always)
    func append(utf8 text: String) {
        append(text.utf8.span)
    }

    /// Appends a number that is not negative.
    func append(decimal number: Int) {
        withUnsafeTemporaryAllocation(byteCount: 20, alignment: 1) { digits in
            var start = digits.count
            var rest = UInt(number)
            repeat {
                start -= 1
                digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            append(UnsafeRawBufferPointer(rebasing: digits[start...]))
        }
    }

    private func grow(by octets: Int) {
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(2 * storage.count, count + octets), alignment: 16)
        larger.copyMemory(from: self.octets)
        storage.deallocate()
        storage = larger
    }
}
