import Mail
import XCTest

final class QuotedPrintableTests: XCTestCase {
    func testTextsAreEncodedAsTheRFCSays() {
        for (text, encoded) in [
            ("", ""), ("Hello.", "Hello."), ("1 = 1", "1 =3D 1"), ("é", "=C3=A9"),
            ("end \nnext\t", "end=20\r\nnext=09"), ("a\r\nb", "a\r\nb"), ("a\rb", "a=0Db"),
            ("a\n\nb\n", "a\r\n\r\nb\r\n"), ("\u{7F}\0", "=7F=00"), ("🧘", "=F0=9F=A7=98"),
        ] {
            XCTAssertEqual(
                String(decoding: QuotedPrintable.encoded(Array(text.utf8)), as: UTF8.self), encoded)
        }
    }

    func testNoLineIsLongerThan76Bytes() {
        for text in [
            String(repeating: "a", count: 500), String(repeating: "ü", count: 300),
            String(repeating: "a b=", count: 200), String(repeating: " ", count: 200),
        ] {
            let lines = String(decoding: QuotedPrintable.encoded(Array(text.utf8)), as: UTF8.self)
                .split(separator: "\r\n")
            XCTAssertGreaterThan(lines.count, 1)
            for line in lines { XCTAssertLessThanOrEqual(line.utf8.count, 76) }
            for line in lines.dropLast() { XCTAssertEqual(line.last, "=") }
            XCTAssertNotEqual(lines.last?.last, " ")
        }
    }
}
