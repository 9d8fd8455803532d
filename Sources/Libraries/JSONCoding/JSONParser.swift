/// A recursive descent parser of RFC 8259 §2 with one byte of lookahead.
struct JSONParser {
    let bytes: [UInt8]
    var position = 0
    private let maximumDepth: Int
    /// Far more than any member of the services or gateways needs.
    private static let maximumNameBytes = 1024

    init(_ bytes: [UInt8], maximumDepth: Int) {
        self.bytes = bytes
        // Each level uses stack space, which a sender must not be able to exhaust.
        self.maximumDepth = min(maximumDepth, 512)
    }

    /// `JSON-text = ws value ws`
    mutating func parseDocument() throws(JSONSyntaxError) -> JSONValue {
        skipWhitespace()
        let value = try parseValue(depth: 0)
        skipWhitespace()
        guard position == bytes.count else {
            throw error("Text follows the end of the value.")
        }
        return value
    }

    /// `value = false / null / true / object / array / number / string`
    private mutating func parseValue(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        guard let next else { throw error("The text ends where a value is expected.") }
        switch next {
        case UInt8(ascii: "{"): return .object(try parseObject(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try parseArray(depth: depth + 1))
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try parse("true", as: .bool(true))
        case UInt8(ascii: "f"): return try parse("false", as: .bool(false))
        case UInt8(ascii: "n"): return try parse("null", as: .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try parseNumber()
        default: throw error("A value is expected here.")
        }
    }

    /// `object = { [ member *( , member ) ] }`, `member = string : value`
    private mutating func parseObject(depth: Int) throws(JSONSyntaxError) -> JSONObject {
        try open(depth: depth)
        var object = JSONObject()
        guard !skip("}") else { return object }
        var names = DuplicateNameCheck()
        repeat {
            skipWhitespace()
            guard next == UInt8(ascii: "\"") else {
                throw error("A member's name is expected here.")
            }
            let start = position
            let name = try parseString(atMost: JSONParser.maximumNameBytes)
            guard names.insert(name, after: object) else {
                throw error("The object has two members with this name.", at: start)
            }
            skipWhitespace()
            guard skip(":") else { throw error("A colon is expected here.") }
            skipWhitespace()
            object.append(name, try parseValue(depth: depth))
            skipWhitespace()
        } while skip(",")
        guard skip("}") else { throw error("A comma or } is expected here.") }
        return object
    }

    /// `array = [ [ value *( , value ) ] ]`
    private mutating func parseArray(depth: Int) throws(JSONSyntaxError) -> [JSONValue] {
        try open(depth: depth)
        var elements: [JSONValue] = []
        guard !skip("]") else { return elements }
        repeat {
            skipWhitespace()
            elements.append(try parseValue(depth: depth))
            skipWhitespace()
        } while skip(",")
        guard skip("]") else { throw error("A comma or ] is expected here.") }
        return elements
    }

    private mutating func open(depth: Int) throws(JSONSyntaxError) {
        guard depth <= maximumDepth else { throw error("The text is nested too deeply.") }
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
        guard matches else { throw error("A value is expected here.") }
        position = end
        return value
    }
}

extension JSONParser {
    /// The byte at the position; nil at the end.
    var next: UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    /// Skips the byte at the position if it is this one, and returns whether it was.
    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// `ws = *( space / tab / line feed / carriage return )`
    mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    /// An error at the position, or at an earlier one.
    func error(_ reason: String, at offset: Int? = nil) -> JSONSyntaxError {
        JSONSyntaxError(reason: reason, offset: offset ?? position)
    }
}

/// The reason why a text is not JSON; safe to show to the sender.
package struct JSONSyntaxError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A sentence that repeats nothing of the text.
    package let reason: String
    /// The position of the error in bytes from the start of the text.
    package let offset: Int

    package var description: String { "\(reason) (byte \(offset))" }
}
