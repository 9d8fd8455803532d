/// A writer of JSON text straight into bytes, without a tree or strings in between.
///
/// It sets the commas and escapes the strings; that members stand in objects and elements in
/// arrays is the caller's part. Every list answer goes through here, so it allocates nothing but
/// the growing buffer.
package struct JSONWriter {
    /// The text so far, in UTF-8; whole once every object and array is closed.
    package internal(set) var bytes: [UInt8] = []

    var needsComma = false

    /// A writer with room for that many bytes before the buffer has to grow.
    package init(reservingCapacity capacity: Int = 512) {
        bytes.reserveCapacity(capacity)
    }

    /// Writes an object whose members `body` writes.
    package mutating func object<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        open(UInt8(ascii: "{"))
        try body(&self)
        close(UInt8(ascii: "}"))
    }

    /// Writes an array whose elements `body` writes.
    package mutating func array<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        open(UInt8(ascii: "["))
        try body(&self)
        close(UInt8(ascii: "]"))
    }

    /// Writes a member; a nil value is written as null.
    package mutating func member(_ name: StaticString, _ value: some JSONWritable) {
        self.name(name)
        value.write(to: &self)
    }

    // The commonest kinds by themselves: a generic function of another module costs more than they
    // do.

    /// Writes a member that is a string.
    package mutating func member(_ name: StaticString, _ value: String) {
        self.name(name)
        string(value)
    }

    /// Writes a member that is a string or null.
    package mutating func member(_ name: StaticString, _ value: String?) {
        self.name(name)
        if let value { string(value) } else { null() }
    }

    /// Writes a member that is a whole number.
    package mutating func member(_ name: StaticString, _ value: Int64) {
        self.name(name)
        integer(value)
    }

    /// Writes a member that is a whole number or null.
    package mutating func member(_ name: StaticString, _ value: Int64?) {
        self.name(name)
        if let value { integer(value) } else { null() }
    }

    /// Writes a member whose name is known only at run time.
    package mutating func member(named name: String, _ value: some JSONWritable) {
        self.name(name)
        value.write(to: &self)
    }

    /// Writes a member whose value is the text in the buffer, which must be UTF-8.
    package mutating func member(_ name: StaticString, utf8 text: UnsafeBufferPointer<UInt8>) {
        self.name(name)
        string(text)
    }

    /// Writes a member whose value is an object.
    package mutating func memberObject<Failure: Error>(
        _ name: StaticString, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        self.name(name)
        try object(body)
    }

    /// Writes a member whose value is an array.
    package mutating func memberArray<Failure: Error>(
        _ name: StaticString, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        self.name(name)
        try array(body)
    }

    /// Writes an element of an array, or the only value of the text.
    package mutating func element(_ value: some JSONWritable) {
        value.write(to: &self)
    }
}

extension JSONWriter {
    /// Writes `null`.
    package mutating func null() {
        beginValue()
        bytes.append(contentsOf: "null".utf8)
    }

    /// Writes a string of bytes that `write` appends and that need no escape, such as a date.
    package mutating func plainString(_ write: (inout [UInt8]) -> Void) {
        beginValue()
        bytes.append(UInt8(ascii: "\""))
        write(&bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a value that is JSON text already; it is trusted to be one whole value.
    package mutating func encoded(_ json: some Sequence<UInt8>) {
        beginValue()
        bytes.append(contentsOf: json)
    }

    /// Sets the comma before a value that is not the first of its array.
    mutating func beginValue() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    mutating func open(_ bracket: UInt8) {
        beginValue()
        bytes.append(bracket)
        needsComma = false
    }

    mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    mutating func name(_ name: StaticString) {
        name.withUTF8Buffer { name in
            assert(!name.contains(where: JSONEscape.isNeeded), "such a name is for member(named:)")
            appendQuoted(name, comma: needsComma, colon: true)
        }
        needsComma = false
    }

    /// Appends text that needs no escape in quotation marks; the buffer is looked after once.
    mutating func appendQuoted(
        _ text: UnsafeBufferPointer<UInt8>, comma: Bool, colon: Bool = false
    ) {
        bytes.append(addingCapacity: text.count + 4) { room in
            room.withUnsafeMutableBufferPointer { room, count in
                if comma {
                    room[count] = UInt8(ascii: ",")
                    count += 1
                }
                room[count] = UInt8(ascii: "\"")
                count = room[(count + 1)...].update(fromContentsOf: text)
                room[count] = UInt8(ascii: "\"")
                count += 1
                if colon {
                    room[count] = UInt8(ascii: ":")
                    count += 1
                }
            }
        }
    }

    mutating func name(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }
}
