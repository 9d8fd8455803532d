import JSONCoding
import XCTest

final class FieldReaderTests: XCTestCase {
    private enum Kind: String, CaseIterable { case session, retreat }

    private struct Tier: FieldReadable, Equatable {
        let hours: Int64
        let percent: Int64

        init(from fields: inout FieldReader) {
            hours = fields.integer("hours_before", in: 0...10_000)
            percent = fields.integer("percent", in: 0...100)
        }
    }

    private func reader(_ text: String) throws -> FieldReader {
        FieldReader(try XCTUnwrap(JSONValue(parsing: Array(text.utf8)).object))
    }

    /// The errors that `read` records, as `field code`.
    private func errors(_ text: String, _ read: (inout FieldReader) -> Void) throws -> [String] {
        var fields = try reader(text)
        read(&fields)
        do throws(InvalidFields) {
            try fields.finish()
            return []
        } catch {
            return error.errors.map { "\($0.field) \($0.code)" }
        }
    }

    func testValidFieldsAreRead() throws {
        var fields = try reader(
            #"{"title":"Hatha","text":"a\n\tb","seats":2,"price":1.0,"free":true,"kind":"retreat","#
                + #""none":null,"tiers":[{"hours_before":1,"percent":100}],"by":{"id":3}}"#)
        XCTAssertEqual(fields.string("title", length: 1...5), "Hatha")
        XCTAssertEqual(fields.string("text", length: 1...10, multiline: true), "a\n\tb")
        XCTAssertEqual(fields.string("other", length: 1...5, default: "x"), "x")
        XCTAssertEqual(fields.optionalString("title", length: 1...5), "Hatha")
        XCTAssertNil(fields.optionalString("none", length: 1...5))
        XCTAssertNil(fields.optionalString("other", length: 1...5))
        XCTAssertEqual(fields.integer("seats", in: 1...10), 2)
        XCTAssertEqual(fields.integer("price", in: 1...1), 1)
        XCTAssertEqual(fields.integer("other", in: 1...10, default: 7), 7)
        XCTAssertEqual(fields.optionalInteger("seats", in: 1...10), 2)
        XCTAssertNil(fields.optionalInteger("none", in: 1...10))
        XCTAssertTrue(fields.bool("free"))
        XCTAssertTrue(fields.bool("other", default: true))
        XCTAssertEqual(fields.optionalBool("free"), true)
        XCTAssertNil(fields.optionalBool("none"))
        XCTAssertEqual(fields.choice("kind"), Kind.retreat)
        XCTAssertEqual(fields.choice("other", default: Kind.session), .session)
        XCTAssertEqual(fields.converted("title", expectation: "") { $0.count }, 5)
        XCTAssertNil(fields.optionalConverted("none", expectation: "") { $0.count })
        XCTAssertEqual(
            fields.array("tiers", count: 0...1, each: Tier.init(from:)).map(\.percent), [100])
        XCTAssertEqual(fields.array("other", count: 1...1, default: [], each: Tier.init).count, 0)
        XCTAssertNil(fields.optionalArray("none", count: 1...1, each: Tier.init(from:)))
        XCTAssertEqual(fields.object("by") { $0.integer("id", in: 1...9) }, 3)
        XCTAssertTrue(fields.has("none"))
        XCTAssertFalse(fields.has("other"))
        XCTAssertNoThrow(try fields.finish())
    }

    func testAllErrorsAreCollectedInOrder() throws {
        let text =
            #"{"title":5,"name":"","seats":11,"price":1.5,"free":"yes","kind":"dance","#
            + #""tiers":[{"hours_before":1,"percent":101},7,{"percent":1}],"by":[],"at":"noon"}"#
        let found = try errors(text) { fields in
            XCTAssertEqual(fields.string("title", length: 1...5), "")
            XCTAssertEqual(fields.string("name", length: 1...5), "")
            XCTAssertEqual(fields.string("place", length: 1...5), "")
            XCTAssertEqual(fields.integer("seats", in: 1...10), 0)
            XCTAssertEqual(fields.integer("price", in: 1...10), 0)
            XCTAssertFalse(fields.bool("free"))
            XCTAssertNil(fields.choice("kind", default: Kind.retreat))
            _ = fields.array("tiers", count: 1...3, each: Tier.init(from:))
            XCTAssertNil(fields.object("by") { $0.integer("id", in: 1...9) })
            XCTAssertNil(fields.converted("at", expectation: "") { Int($0) })
            fields.reject("seats", code: "odd", detail: "Seats come in pairs.")
        }
        XCTAssertEqual(
            found,
            [
                "title wrong_type", "name too_short", "place required", "seats out_of_range",
                "price wrong_type", "free wrong_type", "kind invalid",
                "tiers[0].percent out_of_range", "tiers[1] wrong_type",
                "tiers[2].hours_before required", "by wrong_type", "at invalid", "seats odd",
            ])
    }

    func testNullForARequiredFieldIsRefused() throws {
        let found = try errors(#"{"a":null,"b":null,"c":null,"d":null,"e":null}"#) { fields in
            _ = fields.string("a", length: 0...5)
            _ = fields.string("b", length: 0...5, default: "x")
            _ = fields.integer("c", in: 0...5, default: 1)
            _ = fields.bool("d", default: true)
            _ = fields.array("e", count: 0...5, default: [], each: Tier.init(from:))
        }
        XCTAssertEqual(
            found, ["a wrong_type", "b wrong_type", "c wrong_type", "d wrong_type", "e wrong_type"])
    }

    func testLengthIsCountedInScalars() throws {
        let text = "{\"a\":\"e\u{301}\u{1F9D8}\"}"
        XCTAssertEqual(try errors(text) { _ = $0.string("a", length: 3...3) }, [])
        XCTAssertEqual(try errors(text) { _ = $0.string("a", length: 0...2) }, ["a too_long"])
        XCTAssertEqual(try errors(text) { _ = $0.string("a", length: 4...9) }, ["a too_short"])
    }

    func testOnlyWholeNumbersWithinTheRangeAreIntegers() throws {
        let numbers: [(String, String?)] = [
            ("5", nil), ("5.0", nil), ("5e0", nil), ("50e-1", nil), ("-0.0", nil), ("-0", nil),
            ("11", "out_of_range"), ("-1", "out_of_range"), ("1e300", "out_of_range"),
            ("9223372036854775808", "out_of_range"), ("-9223372036854775809", "out_of_range"),
            ("5.5", "wrong_type"), ("\"5\"", "wrong_type"), ("true", "wrong_type"),
            ("[5]", "wrong_type"),
        ]
        for (number, code) in numbers {
            let found = try errors("{\"n\":\(number)}") { _ = $0.integer("n", in: 0...10) }
            XCTAssertEqual(found, code.map { ["n \($0)"] } ?? [], number)
        }
    }

    func testControlAndUnbalancedDirectionCharactersAreRefused() throws {
        let single = [
            "\u{0}", "a\u{1}b", "\u{1B}[31m", "\n", "\t", "\r", "\u{7F}", "\u{85}", "\u{9F}",
            "\u{202E}abc", "\u{202A}", "\u{2066}a", "\u{2067}", "\u{2068}", "a\u{202C}", "\u{2069}",
            "\u{202A}\u{2066}\u{202C}\u{2069}", "\u{2066}\u{202C}", "\u{202D}\u{202C}\u{202C}",
        ]
        for text in single {
            XCTAssertEqual(
                try textErrors(text, multiline: false), ["t invalid"], text.debugDescription)
        }
        for text in ["\u{0}", "\u{B}", "\u{1B}", "\u{85}"] {
            XCTAssertEqual(
                try textErrors(text, multiline: true), ["t invalid"], text.debugDescription)
        }
    }

    func testTextOfAnyScriptIsAccepted() throws {
        for text in [
            "Zoë", "ध्यान", "יוגה", "瞑想", "🧘🏽‍♀️", "a\u{200F}b", "\u{2067}יוגה\u{2069} 7",
            "\u{202B}\u{2066}x\u{2069}\u{202C}", "\u{A0}", "\u{FEFF}",
        ] {
            XCTAssertEqual(try textErrors(text, multiline: false), [], text.debugDescription)
        }
        XCTAssertEqual(try textErrors("a\n\tb\u{202E}", multiline: true), [])
    }

    private func textErrors(_ text: String, multiline: Bool) throws -> [String] {
        let json: JSONValue = ["t": .string(text)]
        return try errors(String(decoding: json.json, as: UTF8.self)) {
            _ = $0.string("t", length: 0...99, multiline: multiline)
        }
    }

    func testArrayLengthIsCheckedBeforeElementsAreRead() throws {
        let many = "{\"a\":[" + Array(repeating: "{}", count: 100).joined(separator: ",") + "]}"
        let found = try errors(many) { fields in
            _ = fields.array("a", count: 0...99) { _ in XCTFail("an element was read") }
        }
        XCTAssertEqual(found, ["a too_long"])
        XCTAssertEqual(
            try errors(#"{"a":[]}"#) { _ = $0.array("a", count: 1...2) { _ in } }, ["a too_short"])
        XCTAssertEqual(
            try errors(#"{"a":{}}"#) { _ = $0.array("a", count: 1...2) { _ in } }, ["a wrong_type"])
    }

    func testEachStringOfAnArrayIsChecked() throws {
        var fields = try reader(#"{"dates":["a","b"],"none":null}"#)
        XCTAssertEqual(fields.strings("dates", count: 1...2, length: 1...5), ["a", "b"])
        XCTAssertEqual(fields.optionalStrings("dates", count: 1...2, length: 1...5), ["a", "b"])
        XCTAssertNil(fields.optionalStrings("none", count: 1...2, length: 1...5))
        XCTAssertNil(fields.optionalStrings("other", count: 1...2, length: 1...5))
        for (text, expected) in [
            (#"{}"#, ["dates required"]), (#"{"dates":null}"#, ["dates wrong_type"]),
            (#"{"dates":"a"}"#, ["dates wrong_type"]), (#"{"dates":[]}"#, ["dates too_short"]),
            (#"{"dates":["a","b","c"]}"#, ["dates too_long"]),
            (#"{"dates":[7,"abcdef"]}"#, ["dates[0] wrong_type", "dates[1] too_long"]),
        ] {
            let found = try errors(text) { _ = $0.strings("dates", count: 1...2, length: 1...5) }
            XCTAssertEqual(found, expected, text)
        }
    }

    func testAtMostOneHundredErrorsAreRecorded() throws {
        let many = "{\"a\":[" + Array(repeating: "{}", count: 500).joined(separator: ",") + "]}"
        let found = try errors(many) { fields in
            _ = fields.array("a", count: 0...500, each: Tier.init(from:))
        }
        XCTAssertEqual(found.count, 100)
    }

    func testAValueWithInvalidFieldsIsRefused() throws {
        let tier = try Tier(json: ["hours_before": 24, "percent": 50])
        XCTAssertEqual(tier.hours, 24)
        XCTAssertThrowsError(try Tier(json: ["percent": 500])) { error in
            XCTAssertEqual(
                (error as? InvalidFields)?.errors.map(\.code), ["required", "out_of_range"])
        }
        XCTAssertThrowsError(try Tier(json: [1])) { error in
            XCTAssertEqual((error as? InvalidFields)?.errors.map(\.code), ["wrong_type"])
        }
    }

    func testAFieldErrorIsWrittenAsJSON() {
        let error = FieldError(field: "seats", code: "out_of_range", detail: "Too many.")
        XCTAssertEqual(
            String(decoding: error.json, as: UTF8.self),
            #"{"field":"seats","code":"out_of_range","detail":"Too many."}"#)
    }
}
