import JSONCoding
import XCTest

final class JSONWriterTests: XCTestCase {
    private func text(_ write: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter(reservingCapacity: 0)
        write(&json)
        XCTAssertEqual(json.bytes, json.finish())
        return String(decoding: json.bytes, as: UTF8.self)
    }

    func testCommasSeparateMembersAndElements() {
        XCTAssertEqual(text { $0.object { _ in } }, "{}")
        XCTAssertEqual(text { $0.array { _ in } }, "[]")
        let answer = text { json in
            json.object { json in
                json.memberArray("data") { json in
                    json.element(1)
                    json.object { $0.member("a", true) }
                    json.array { $0.element("x") }
                    json.element(2)
                }
                json.memberObject("page") { json in
                    json.member("next", nil as String?)
                    json.member("limit", 50)
                }
                json.member("last", false)
            }
        }
        XCTAssertEqual(
            answer,
            #"{"data":[1,{"a":true},["x"],2],"page":{"next":null,"limit":50},"last":false}"#)
    }

    func testValuesOfEveryTypeAreWritten() {
        let answer = text { json in
            json.object { json in
                json.member("int", -7)
                json.member("int64", Int64.min)
                json.member("maximum", Int64.max)
                json.member("zero", 0)
                json.member("bool", true)
                json.member("string", "é")
                json.member("substring", "abc".dropFirst())
                json.member("some", Optional(5))
                json.member("none", nil as Int64?)
                json.member("double", 0.1)
                json.member("array", [1, 2])
                json.member("value", JSONValue.object(JSONObject()))
                json.member(named: "a\"b", 1)
                json.member("é", 2)
            }
        }
        XCTAssertEqual(
            answer,
            #"{"int":-7,"int64":-9223372036854775808,"maximum":9223372036854775807,"zero":0,"#
                + #""bool":true,"string":"é","substring":"bc","some":5,"none":null,"double":0.1,"#
                + #""array":[1,2],"value":{},"a\"b":1,"é":2}"#)
    }

    func testPlainStringsAreWrittenUnescaped() {
        let answer = text { json in
            json.array { json in
                json.plainString("2027".utf8.span)
                json.element(1)
            }
        }
        XCTAssertEqual(answer, #"["2027",1]"#)
    }

    func testOnlyRequiredCharactersAreEscaped() {
        XCTAssertEqual(text { $0.element("\"\\/\u{8}\u{C}\n\r\t") }, #""\"\\/\b\f\n\r\t""#)
        XCTAssertEqual(
            text { $0.element("\0\u{1}\u{F}\u{10}\u{1F}\u{7F}") },
            "\"\\u0000\\u0001\\u000f\\u0010\\u001f\u{7F}\"")
        XCTAssertEqual(text { $0.element("<é🧘\u{2028}>") }, "\"<é🧘\u{2028}>\"")
    }

    func testEveryByteIsEscapedCorrectlyAtEveryOffset() throws {
        for byte in UInt8(0)..<0x80 {
            for length in 1...20 {
                for position in 0..<length {
                    var bytes = [UInt8](repeating: UInt8(ascii: "a"), count: length)
                    bytes[position] = byte
                    let string = String(decoding: bytes, as: UTF8.self)
                    let value = try JSONValue(parsing: JSONValue.string(string).json)
                    guard value == .string(string) else {
                        return XCTFail("byte \(byte) at \(position) of \(length)")
                    }
                }
            }
        }
    }

    func testNumbersRoundTrip() throws {
        var integer: Int64 = 1
        while integer < Int64.max / 10 {
            for number in [integer, -integer, integer - 1, integer + 1, integer * 9] {
                XCTAssertEqual(try JSONValue(parsing: number.json), .integer(number))
            }
            integer *= 10
        }
        for number in [
            0.1, -0.0, 1e21, 1e-7, .leastNonzeroMagnitude, 123456.789, .pi,
            .greatestFiniteMagnitude, 1e16, 3,
        ] {
            XCTAssertEqual(try JSONValue(parsing: number.json), .number(number))
        }
    }

    func testNonFiniteNumbersBecomeNull() {
        for number in [Double.nan, .infinity, -.infinity] {
            XCTAssertEqual(number.json, Array("null".utf8))
        }
    }

    func testAnErrorThrownWhileWritingReachesTheCaller() {
        struct Refusal: Error {}
        var json = JSONWriter()
        XCTAssertThrowsError(try json.object { _ throws(Refusal) in throw Refusal() })
    }

    func testAParsedValueIsWrittenUnchanged() throws {
        let source = #"{"b":[1,-2.5,"x\n\"é🧘",null,true,false,{},[]],"a":{"z":1,"y":[[]]}}"#
        XCTAssertEqual(
            String(decoding: try JSONValue(parsing: Array(source.utf8)).json, as: UTF8.self), source
        )
    }
}
