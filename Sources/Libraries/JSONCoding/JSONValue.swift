/// A JSON value (RFC 8259 §3); integers have their own case, so that ids and money stay exact.
package enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    /// A number written without fraction or exponent that fits in 64 bits.
    case integer(Int64)
    /// Any other number; a parsed one is finite.
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// Parses a JSON text.
    ///
    /// Strict where RFC 8259 leaves a choice: duplicate names, names of more than 1,024 bytes, invalid
    /// UTF-8, lone surrogates, a byte order mark and numbers outside the range of `Double` are
    /// errors.
    ///
    /// - Parameter maximumDepth: The deepest nesting of arrays and objects, at most 512.
    package init(parsing text: [UInt8], maximumDepth: Int = 32) throws(JSONSyntaxError) {
        var parser = JSONParser(text, maximumDepth: maximumDepth)
        self = try parser.parseDocument()
    }
}

extension JSONValue {
    package var object: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }

    package var array: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    package var string: String? {
        if case .string(let string) = self { string } else { nil }
    }

    /// Nil for any other value, a fraction or a number outside 64 bits.
    package var integer: Int64? {
        if case .integer(let integer) = self { integer } else { nil }
    }

    package var bool: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }

    /// The value of an object's member; nil when there is none, or for any other value.
    package subscript(name: String) -> JSONValue? {
        object?[name]
    }
}

extension JSONValue: JSONWritable {
    package func write(to json: inout JSONWriter) {
        switch self {
        case .null: json.null()
        case .bool(let bool): json.bool(bool)
        case .integer(let integer): json.integer(integer)
        case .number(let number): json.number(number)
        case .string(let string): json.string(string)
        case .array(let elements): elements.write(to: &json)
        case .object(let object): object.write(to: &json)
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral string: String) { self = .string(string) }
    package init(integerLiteral integer: Int64) { self = .integer(integer) }
    package init(floatLiteral number: Double) { self = .number(number) }
    package init(booleanLiteral bool: Bool) { self = .bool(bool) }
    package init(nilLiteral: ()) { self = .null }

    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

    package init(dictionaryLiteral members: (String, JSONValue)...) {
        var object = JSONObject()
        for (name, value) in members { object[name] = value }
        self = .object(object)
    }
}
