import JSONCoding
import XCTest

/// RFC 8259 as two tables, of valid and of invalid texts, in the manner of JSONTestSuite.
final class JSONGrammarTests: XCTestCase {
    private let accepted: [(text: String, value: JSONValue)] = [
        ("null", .null), ("true", true), ("false", false), ("  true\t\r\n", true),
        ("0", 0), ("-0", 0), ("1", 1), ("-1", -1), ("10", 10), ("120", 120),
        ("9007199254740993", 9_007_199_254_740_993),
        ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
        ("9223372036854775808", .number(9_223_372_036_854_775_808)),
        ("-9223372036854775809", .number(-9_223_372_036_854_775_808)),
        ("100000000000000000000", .number(1e20)),
        ("1.0", .number(1)), ("-1.5", .number(-1.5)), ("0.0", .number(0)), ("-0.0", .number(-0.0)),
        ("0.25", .number(0.25)), ("1e2", .number(100)), ("1E2", .number(100)),
        ("1e+2", .number(100)), ("1e-2", .number(0.01)), ("0e1", .number(0)),
        ("0e+1", .number(0)), ("1.5e3", .number(1500)), ("1e00", .number(1)),
        ("1.7976931348623157e308", .number(.greatestFiniteMagnitude)),
        ("5e-324", .number(.leastNonzeroMagnitude)), ("1e-400", .number(0)),
        ("-" + String(repeating: "9", count: 200), .number(-1e200)),
        (#""""#, ""), (#"" ""#, " "), (#""a""#, "a"), (#""é日本🧘""#, "é日本🧘"),
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#""\u0000""#, "\0"), (#""\u0041\u00e9\u65E5""#, "Aé日"), (#""\uD83E\uDDD8""#, "🧘"),
        (#""\ud800\udc00""#, "\u{10000}"), (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
        (#""\uFEFF""#, "\u{FEFF}"), (#""\uFFFF""#, "\u{FFFF}"),
        (#""\uD7FF\uE000""#, "\u{D7FF}\u{E000}"),
        (#""\\u0041""#, "\\u0041"), (#""a\/b""#, "a/b"), ("\"\u{7F}\"", "\u{7F}"),
        ("\"\u{2028}\u{2029}\"", "\u{2028}\u{2029}"), ("\"\u{FEFF}\"", "\u{FEFF}"),
        ("[]", []), ("[ ]", []), ("[\n]", []), ("[1]", [1]), ("[1,2]", [1, 2]),
        (" [ 1 , \t2\r\n, 3 ] ", [1, 2, 3]), ("[null,true,false]", [nil, true, false]),
        ("[[]]", [[]]), ("[[],[[]]]", [[], [[]]]), (#"["a",1,{"b":[]}]"#, ["a", 1, ["b": []]]),
        ("{}", [:]), ("{ }", [:]), (#"{"a":1}"#, ["a": 1]),
        (#"{ "a" : 1 , "b" : 2 }"#, ["a": 1, "b": 2]),
        (#"{"":0}"#, ["": 0]), (#"{"a":{"a":{"a":null}}}"#, ["a": ["a": ["a": nil]]]),
        (#"{"\u0061":1}"#, ["a": 1]), (#"{"a\u0000":1}"#, ["a\0": 1]),
        (#"{"a":1,"A":2}"#, ["a": 1, "A": 2]),
    ]

    private let refused: [String] = [
        "", " ", "\n", "\0", "nul", "nulll", "NULL", "True", "tru", "fals", "nan", "NaN",
        "Infinity",
        "-Infinity", "undefined", "a", "'a'", "/", "// x\n1", "/**/1", "1/**/", "#", "\\u0031",
        "+1", "-", "--1", "- 1", "01", "-01", "00", "1.", ".5", "-.5", "1.e1", "1e", "1e+", "1e-",
        "1E", "1ee1", "1e1.5", "1.2.3", "0x1", "0b1", "1_000", "1,000", "1 2", "1a", "0a", "1e400",
        "-1e400", "１", "1\0", "1e９", "0.1e", "0..1", "2.+", "9.e+", "1.5e", "-a", "1-1", "1+",
        "\"", "\"a", "\"a\\\"", "\"\\", "\"\\\"", "\"\\x41\"", "\"\\a\"", "\"\\'\"", "\"\\0\"",
        "\"\\u\"", "\"\\u1\"", "\"\\u12\"", "\"\\u123\"", "\"\\u123g\"", "\"\\uＡ000\"",
        "\"\\U0041\"",
        "\"\\u+041\"", "\"\\u 041\"", "\"\\u{41}\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\n\"",
        "\"\\ud800a\"", "\"\\ud800\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\\ud800\"",
        "\"\\ud800\\u\"",
        "\"\\ud800\\", "\"\\uDBFF\\uE000\"", "\"\n\"", "\"\t\"", "\"\r\"", "\"\0\"", "\"\u{1F}\"",
        "\"a\"b", "\"a\"\"b\"", "a\"b\"", "\"\\\u{1F600}\"",
        "[", "]", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1,,2]", "[1 2]", "[1;2]", "[1:2]", "[1]]",
        "[[1]", "[1}", "[-]", "[a", "[\"a", "[\"a\"", "[]1", "[][]", "(1)", "[1,\n1\n,1",
        "{", "}", "{,}", "{1:2}", "{a:1}", "{'a':1}", "{\"a\"}", "{\"a\":}", "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":1,}", "{,\"a\":1}", "{\"a\":1,,\"b\":2}", "{\"a\" 1}", "{\"a\":1 \"b\":2}",
        "{\"a\"::1}", "{\"a\":1]", "{\"a\":1}}", "{\"a\":1}{", "{\"a\":1}#", "{null:1}",
        "{\"a\":b}",
        "{[]:1}", "{\"a\",1}", "{\"a\":1;\"b\":2}", "{\"a\"=1}", "{\"a", "{\"a\":",
        "{\"a\":1,\"b\"}",
        "{\"a\":1,\"a\":1}", "{\"a\":1,\"b\":2,\"a\":3}", "{\"a\":1,\"\\u0061\":2}",
        "{\"\":1,\"\":2}", "[{\"b\":{\"a\":1,\"a\":2}}]",
        "\u{FEFF}1", "\u{FEFF}{}", "\u{A0}1", "1\u{A0}", "\u{2003}1", "\u{0B}1", "\u{0C}1",
        "1\u{2028}",
        "\u{200B}1", "<a>", "*", "[*]", "1]", "\"a\",", ",1", ":1",
    ]

    func testValidJSONIsParsed() throws {
        for (text, value) in accepted {
            XCTAssertEqual(try JSONValue(parsing: Array(text.utf8)), value, text)
        }
    }

    func testInvalidJSONIsRefused() {
        for text in refused {
            XCTAssertThrowsError(try JSONValue(parsing: Array(text.utf8)), text) { error in
                guard let error = error as? JSONSyntaxError else { return XCTFail("\(error)") }
                XCTAssertTrue((0...text.utf8.count).contains(error.offset), text)
                XCTAssertTrue(error.reason.hasSuffix("."), text)
            }
        }
    }

    func testEveryTruncationOfATextIsRefused() {
        let text = Array(#"{"a":[1,-2.5e3,"x\n\ud83e\uddd8é"],"b":{"c":null,"d":true}}"#.utf8)
        XCTAssertNoThrow(try JSONValue(parsing: text))
        for length in 0..<text.count {
            XCTAssertThrowsError(try JSONValue(parsing: Array(text[..<length])), "\(length)")
        }
    }

    func testEveryByteAtEveryOffsetIsParsedOrRefused() {
        let text = Array(#"{"a":[1,-2.5e3,"x\n\ud83e\uddd8é"],"b":{"c":null}}"#.utf8)
        for position in text.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = text
                changed[position] = byte
                guard let value = try? JSONValue(parsing: changed) else { continue }
                XCTAssertEqual(try JSONValue(parsing: value.json), value)
            }
        }
    }

    func testASyntaxErrorHasItsOffset() {
        let errors: [(String, Int)] = [
            ("[1,]", 3), ("{\"a\":1,\"a\":2}", 7), ("[\"\u{1}\"]", 2), ("true false", 5),
            ("[01]", 1), ("\"\\ud800\"", 2),
        ]
        for (text, offset) in errors {
            XCTAssertThrowsError(try JSONValue(parsing: Array(text.utf8))) { error in
                XCTAssertEqual((error as? JSONSyntaxError)?.offset, offset, text)
            }
        }
    }
}
