import TextEncoding
import XCTest

/// Markup and escaped values.
final class HTMLTests: XCTestCase {
    private func text(_ html: HTML) -> String { String(decoding: html.bytes, as: UTF8.self) }

    func testAnInterpolatedValueIsEscaped() {
        let hostile = #"<script>alert("x")</script> & 'y'"#
        let escaped =
            "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39;"
        XCTAssertEqual(text("<p>\(hostile)</p>"), "<p>\(escaped)</p>")
        XCTAssertEqual(text("<a title=\"\(hostile)\">"), "<a title=\"\(escaped)\">")
        XCTAssertEqual(text("\(hostile)"), escaped)
    }

    func testAnEscapedValueIsEscapedAgain() {
        XCTAssertEqual(text("\("&lt;")"), "&amp;lt;")
    }

    func testInterpolatedMarkupIsNotEscaped() {
        let items: [HTML] = ["<li>\("a<b")</li>", "<li>2</li>"]
        XCTAssertEqual(text("<ul>\(items)</ul>"), "<ul><li>a&lt;b</li><li>2</li></ul>")
        XCTAssertEqual(text("\("<hr>" as HTML)\(-3)"), "<hr>-3")
    }

    func testMarkupIsInsertedIfAConditionIsTrue() {
        XCTAssertEqual(text("<a\(" hidden", if: true)\(" id=x", if: false)>"), "<a hidden>")
    }

    func testNonLatinTextIsUnchanged() {
        XCTAssertEqual(text("\("योग – 🧘 é")"), "योग – 🧘 é")
    }
}
