import JSONCoding
import XCTest

final class JSONObjectTests: XCTestCase {
    func testMembersKeepTheirOrderAndAreFoundByName() {
        var object = JSONObject()
        object["b"] = 1
        object["a"] = "x"
        object["b"] = 2
        XCTAssertEqual(object.members.map(\.name), ["b", "a"])
        XCTAssertEqual(object["b"], 2)
        XCTAssertNil(object["c"])
    }

    func testSettingNilRemovesAMemberAndNullDoesNot() {
        var object = JSONObject()
        object["a"] = 1
        object["b"] = .null
        object["a"] = nil
        object["c"] = nil
        XCTAssertEqual(object.members.map(\.name), ["b"])
        XCTAssertEqual(object["b"], .null)
    }

    func testAccessorsReturnNilForOtherTypes() {
        let value: JSONValue = ["s": "x", "i": 1, "b": true, "a": [1], "n": nil, "d": 1.5]
        XCTAssertEqual(value["s"]?.string, "x")
        XCTAssertEqual(value["i"]?.integer, 1)
        XCTAssertEqual(value["b"]?.bool, true)
        XCTAssertEqual(value["a"]?.array, [1])
        XCTAssertEqual(value["n"], .null)
        XCTAssertNil(value["d"]?.integer)
        XCTAssertNil(value["s"]?.integer)
        XCTAssertNil(value["i"]?.object)
        XCTAssertNil(JSONValue.null["s"])
    }
}
