import TextEncoding
import XCTest

final class PercentEncodingTests: XCTestCase {
    func testOnlyUnreservedCharactersStayAsTheyAre() {
        let unreserved = "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~"
        let ascii = (UInt8(0)..<128).map { String(Unicode.Scalar($0)) }
        XCTAssertEqual(ascii.filter { PercentEncoding.encode($0) == $0 }.joined(), unreserved)
        XCTAssertEqual(PercentEncoding.encode("a[b]=ü /\n"), "a%5Bb%5D%3D%C3%BC%20%2F%0A")
    }

    func testEncodedTextIsDecoded() {
        let text = String(String.UnicodeScalarView((0..<0x500).compactMap(Unicode.Scalar.init)))
        for plusIsSpace in [false, true] {
            XCTAssertEqual(
                PercentEncoding.decode(PercentEncoding.encode(text).utf8, plusIsSpace: plusIsSpace),
                Array(text.utf8))
        }
    }

    func testPlusIsASpaceInFormsOnly() {
        XCTAssertEqual(PercentEncoding.decode("a+b%2b".utf8), Array("a+b+".utf8))
        XCTAssertEqual(PercentEncoding.decode("a+b%2B".utf8, plusIsSpace: true), Array("a b+".utf8))
    }

    func testBrokenEncodingIsRefused() {
        for text in ["%", "a%", "%4", "%g0", "%0g", "%%41", "% 41"] {
            XCTAssertNil(PercentEncoding.decode(text.utf8), text)
        }
    }
}
