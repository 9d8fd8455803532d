/// The part of a writer's buffer that the next value is written to.
///
/// The writer reserves enough bytes first, so that appending needs no further checks. The pointer
/// is valid only during one call.
struct JSONBuffer {
    private let buffer: UnsafeMutableBufferPointer<UInt8>
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

    /// Appends a string that needs no escapes.
    @inline(__always)
    mutating func append(quoted text: UnsafeBufferPointer<UInt8>) {
        append(UInt8(ascii: "\""))
        append(text)
        append(UInt8(ascii: "\""))
    }
}

/// The name of a member, or none for an element of an array.
struct MemberName {
    static var none: MemberName { MemberName() }

    private var text = UnsafeBufferPointer<UInt8>(start: nil, count: 0)

    private init() {}

    init(_ name: StaticString) {
        text = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        assert(!text.contains(where: JSONEscape.isNeeded), "use member(named:) for this name")
    }

    var length: Int { text.count }

    @inline(__always)
    func write(to buffer: inout JSONBuffer) {
        guard text.baseAddress != nil else { return }
        buffer.append(quoted: text)
        buffer.append(UInt8(ascii: ":"))
    }
}
