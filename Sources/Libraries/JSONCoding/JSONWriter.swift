/// A writer of JSON text straight into bytes, without a tree or strings in between.
///
/// It sets the commas and escapes the strings; that members stand in objects and elements in
/// arrays is the caller's part. Every list answer goes through here, so it allocates nothing but
/// the growing buffer.
package struct JSONWriter {
    /// The text so far, and zeros for the rest to be written over: an array that is appended to is
    /// looked after at each piece, and this one once for each value.
    private var buffer: [UInt8]
    private var count = 0
    private var needsComma = false

    /// A writer with room for that many bytes before the buffer has to grow.
    package init(reservingCapacity capacity: Int = 512) {
        buffer = [UInt8](repeating: 0, count: capacity)
    }

    /// The text so far, in UTF-8; whole once every object and array is closed.
    package var bytes: [UInt8] { Array(buffer[..<count]) }

    /// Ends the writing and hands over the text with the memory that it stands in, which is not
    /// copied if the writer is consumed.
    package consuming func finish() -> [UInt8] {
        buffer.removeLast(buffer.count - count)
        return buffer
    }

    /// Writes an object whose members `body` writes.
    package mutating func object<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        try object(named: .none, body)
    }

    /// Writes an array whose elements `body` writes.
    package mutating func array<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        try array(named: .none, body)
    }

    /// Writes a member; a nil value is written as null.
    package mutating func member(_ name: StaticString, _ value: some JSONWritable) {
        put(MemberName(name), literal: "")
        needsComma = false
        value.write(to: &self)
    }

    /// Writes a member whose name is known only at run time.
    package mutating func member(named name: String, _ value: some JSONWritable) {
        string(name)
        needsComma = false
        put(.none, literal: ":")
        needsComma = false
        value.write(to: &self)
    }

    /// Writes a member whose value is an object.
    package mutating func memberObject<Failure: Error>(
        _ name: StaticString, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        try object(named: MemberName(name), body)
    }

    /// Writes a member whose value is an array.
    package mutating func memberArray<Failure: Error>(
        _ name: StaticString, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        try array(named: MemberName(name), body)
    }

    /// Writes an element of an array, or the only value of the text.
    package mutating func element(_ value: some JSONWritable) {
        value.write(to: &self)
    }
}

extension JSONWriter {
    private mutating func object<Failure: Error>(
        named name: MemberName, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        open(name, "{")
        try body(&self)
        close("}")
    }

    private mutating func array<Failure: Error>(
        named name: MemberName, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        open(name, "[")
        try body(&self)
        close("]")
    }

    private mutating func open(_ name: MemberName, _ bracket: StaticString) {
        put(name, literal: bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: StaticString) {
        needsComma = false
        put(.none, literal: bracket)
    }

    mutating func put(_ name: MemberName, literal: StaticString) {
        put(
            name, UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    /// Puts down a value, spelled but for its quotation marks, with what stands before it: a comma
    /// if it is not the first, and its name if it is a member's.
    mutating func put(
        _ name: MemberName, _ text: UnsafeBufferPointer<UInt8>, isQuoted: Bool = false
    ) {
        // A comma, the name's quotation marks and colon, and the value's quotation marks.
        let length = 1 + name.length + 3 + text.count + 2
        if length > buffer.count - count { grow(by: length) }
        let (start, isFirst) = (count, !needsComma)
        count = buffer.withUnsafeMutableBufferPointer { buffer in
            var room = JSONBuffer(buffer, from: start)
            if !isFirst { room.append(UInt8(ascii: ",")) }
            name.write(to: &room)
            if isQuoted { room.append(quoted: text) } else { room.append(text) }
            return room.end
        }
        needsComma = true
    }

    private mutating func grow(by length: Int) {
        let text = buffer[..<count]
        buffer = [UInt8](repeating: 0, count: count + max(count, length))
        buffer.withUnsafeMutableBufferPointer { _ = $0.update(fromContentsOf: text) }
    }
}
