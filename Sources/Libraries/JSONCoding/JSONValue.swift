/// A JSON value (RFC 8259 §3), with whole numbers kept apart so that ids and money stay exact.
package enum JSONValue: Equatable, Sendable {
    /// `null`, which is a value and not the absence of one.
    case null
    /// `true` or `false`; no number stands for either.
    case bool(Bool)
    /// A number written without fraction or exponent that fits in 64 bits.
    case integer(Int64)
    /// Any other number; always finite when it was parsed.
    case number(Double)
    /// Text; always valid Unicode.
    case string(String)
    /// Values in their order.
    case array([JSONValue])
    /// Values by name.
    case object(JSONObject)

    /// The value that a JSON text of at most `maximumDepth` nested arrays and objects spells.
    ///
    /// Strict where RFC 8259 leaves a choice: an object naming a member twice, invalid UTF-8, lone
    /// surrogates, a byte order mark and numbers past the range of `Double` are errors. Throws
    /// `JSONSyntaxError`, which says what is wrong and where. Depths above 512 count as 512.
    package init(parsing text: [UInt8], maximumDepth: Int = 32) throws(JSONSyntaxError) {
        var parser = JSONParser(text, maximumDepth: maximumDepth)
        self = try parser.parseDocument()
    }

    /// The value that the JSON text in a buffer spells; it reads and throws by the same rules.
    ///
    /// The bytes are copied first: what strangers send is then read under Swift's bounds checks.
    package init(
        parsing text: UnsafeRawBufferPointer, maximumDepth: Int = 32
    ) throws(JSONSyntaxError) {
        try self.init(parsing: [UInt8](text), maximumDepth: maximumDepth)
    }
}

extension JSONValue {
    /// The members when this is an object, else nil.
    package var object: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }

    /// The elements when this is an array, else nil.
    package var array: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The text when this is a string, else nil.
    package var string: String? {
        if case .string(let string) = self { string } else { nil }
    }

    /// The number when this is a whole one within 64 bits, else nil.
    package var integer: Int64? {
        if case .integer(let integer) = self { integer } else { nil }
    }

    /// The truth value when this is one, else nil.
    package var bool: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }

    /// The member of that name when this is an object that has it, else nil.
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
