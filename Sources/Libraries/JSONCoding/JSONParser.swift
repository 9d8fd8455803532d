/// A recursive descent over the grammar of RFC 8259 §2, one byte ahead.
struct JSONParser {
    let bytes: [UInt8]
    var position = 0
    private let maximumDepth: Int

    init(_ bytes: [UInt8], maximumDepth: Int) {
        self.bytes = bytes
        // Each level takes a piece of the stack, which must not be the sender's to exhaust.
        self.maximumDepth = min(maximumDepth, 512)
    }

    /// Parses the whole text: `JSON-text = ws value ws`.
    mutating func parseDocument() throws(JSONSyntaxError) -> JSONValue {
        skipWhitespace()
        let value = try parseValue(depth: 0)
        skipWhitespace()
        guard position == bytes.count else {
            throw fault("There is something after the end of the value.")
        }
        return value
    }

    /// Parses `value = false / null / true / object / array / number / string`.
    private mutating func parseValue(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        guard let next else { throw fault("The text ends where a value should stand.") }
        switch next {
        case UInt8(ascii: "{"): return .object(try parseObject(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try parseArray(depth: depth + 1))
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try parse("true", as: .bool(true))
        case UInt8(ascii: "f"): return try parse("false", as: .bool(false))
        case UInt8(ascii: "n"): return try parse("null", as: .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try parseNumber()
        default: throw fault("A value should stand here.")
        }
    }

    /// Parses `object = { [ member *( , member ) ] }`, `member = string : value`.
    private mutating func parseObject(depth: Int) throws(JSONSyntaxError) -> JSONObject {
        try open(depth: depth)
        var object = JSONObject()
        guard !take("}") else { return object }
        var names = MemberNames()
        repeat {
            skipWhitespace()
            guard next == UInt8(ascii: "\"") else {
                throw fault("The name of a member should stand here.")
            }
            let start = position
            let name = try parseString()
            guard names.insert(name, after: object) else {
                throw fault("The object has two members of this name.", at: start)
            }
            skipWhitespace()
            guard take(":") else { throw fault("A colon should stand here.") }
            skipWhitespace()
            object.append(name, try parseValue(depth: depth))
            skipWhitespace()
        } while take(",")
        guard take("}") else { throw fault("A comma or } should stand here.") }
        return object
    }

    /// Parses `array = [ [ value *( , value ) ] ]`.
    private mutating func parseArray(depth: Int) throws(JSONSyntaxError) -> [JSONValue] {
        try open(depth: depth)
        var elements: [JSONValue] = []
        guard !take("]") else { return elements }
        repeat {
            skipWhitespace()
            elements.append(try parseValue(depth: depth))
            skipWhitespace()
        } while take(",")
        guard take("]") else { throw fault("A comma or ] should stand here.") }
        return elements
    }

    private mutating func open(depth: Int) throws(JSONSyntaxError) {
        guard depth <= maximumDepth else { throw fault("The text is nested too deep.") }
        position += 1
        skipWhitespace()
    }

    private mutating func parse(
        _ literal: StaticString, as value: JSONValue
    ) throws(JSONSyntaxError) -> JSONValue {
        let end = position + literal.utf8CodeUnitCount
        let matches =
            end <= bytes.count
            && literal.withUTF8Buffer { bytes[position..<end].elementsEqual($0) }
        guard matches else { throw fault("A value should stand here.") }
        position = end
        return value
    }
}

extension JSONParser {
    /// The byte at the position, or nil at the end.
    var next: UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    /// Steps over the byte at the position if it is this one, and tells whether it was.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// Passes over `ws = *( space / tab / line feed / carriage return )`.
    mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    /// An error at the position, or at one passed before.
    func fault(_ reason: String, at offset: Int? = nil) -> JSONSyntaxError {
        JSONSyntaxError(reason: reason, offset: offset ?? position)
    }
}
