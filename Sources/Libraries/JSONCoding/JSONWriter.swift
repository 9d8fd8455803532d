/// Writes JSON text directly as bytes, without intermediate trees or strings.
///
/// It adds commas and escapes strings. The caller must write members only in objects and elements
/// only in arrays. It allocates nothing but the growing buffer, as every list response uses it.
package struct JSONWriter {
    /// The text so far, then zeros to overwrite. Appending to an array would check its capacity and
    /// uniqueness for each piece of a value instead of once.
    private var buffer: [UInt8]
    private var count = 0
    private var needsComma = false

    package init(reservingCapacity capacity: Int = 512) {
        buffer = [UInt8](repeating: 0, count: capacity)
    }

    /// A copy of the text so far in UTF-8.
    package var bytes: [UInt8] { Array(buffer[..<count]) }

    /// Returns the text without copying it, provided that the caller consumes the writer.
    package consuming func finish() -> [UInt8] {
        buffer.removeLast(buffer.count - count)
        return buffer
    }

    /// Writes an object with the members that `body` writes.
    package mutating func object<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) { try bracket(.none, "{", "}", body) }

    /// Writes an array with the elements that `body` writes.
    package mutating func array<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) { try bracket(.none, "[", "]", body) }

    /// Writes a member; nil becomes null.
    package mutating func member(_ name: StaticString, _ value: some JSONWritable) {
        append(MemberName(name), literal: "")
        needsComma = false
        value.write(to: &self)
    }

    /// Writes a member with a name that is not a literal.
    package mutating func member(named name: String, _ value: some JSONWritable) {
        string(name)
        needsComma = false
        append(.none, literal: ":")
        needsComma = false
        value.write(to: &self)
    }

    /// Writes a member whose value is an object.
    package mutating func memberObject<Failure: Error>(
        _ name: StaticString, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) { try bracket(MemberName(name), "{", "}", body) }

    /// Writes a member whose value is an array.
    package mutating func memberArray<Failure: Error>(
        _ name: StaticString, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) { try bracket(MemberName(name), "[", "]", body) }

    /// Writes an element of an array, or the only value of the text.
    package mutating func element(_ value: some JSONWritable) {
        value.write(to: &self)
    }
}

extension JSONWriter {
    private mutating func bracket<Failure: Error>(
        _ name: MemberName, _ opening: StaticString, _ closing: StaticString,
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        append(name, literal: opening)
        needsComma = false
        try body(&self)
        needsComma = false
        append(.none, literal: closing)
    }

    mutating func append(_ name: MemberName, literal: StaticString) {
        append(
            name, UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    /// Appends a value, after a comma unless it is the first, and after its name if it has one.
    mutating func append(
        _ name: MemberName, _ text: UnsafeBufferPointer<UInt8>, isQuoted: Bool = false
    ) {
        // A comma, the name's quotation marks and colon, and the value's quotation marks.
        let length = 1 + name.length + 3 + text.count + 2
        if length > buffer.count - count { grow(by: length) }
        let (start, isFirst) = (count, !needsComma)
        count = buffer.withUnsafeMutableBufferPointer { buffer in
            var output = JSONBuffer(buffer, from: start)
            if !isFirst { output.append(UInt8(ascii: ",")) }
            name.write(to: &output)
            if isQuoted { output.append(quoted: text) } else { output.append(text) }
            return output.end
        }
        needsComma = true
    }

    private mutating func grow(by length: Int) {
        let text = buffer[..<count]
        buffer = [UInt8](repeating: 0, count: count + max(count, length))
        buffer.withUnsafeMutableBufferPointer { _ = $0.update(fromContentsOf: text) }
    }
}
