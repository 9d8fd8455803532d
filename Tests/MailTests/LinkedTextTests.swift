import TextEncoding
import XCTest

@testable import Mail

final class LinkedTextTests: XCTestCase {
    func testAddressesInATextAreFound() {
        XCTAssertEqual(
            LinkedText("Join https://meet.example.org/a?b=1&c=2. Or (http://x.org/y)!").parts,
            [
                .text("Join "), .address("https://meet.example.org/a?b=1&c=2"), .text(". Or ("),
                .address("http://x.org/y"), .text(")!"),
            ])
        XCTAssertEqual(
            LinkedText("https://a.org\nhttps://b.org").parts,
            [.address("https://a.org"), .text("\n"), .address("https://b.org")])
    }

    func testOtherTextIsNoAddress() {
        for text in [
            "", "example.org", "https://", "xhttps://a.org", "javascript:alert(1)", "http:/a",
            "HTTPS:", "über", "https://.",
        ] {
            XCTAssertEqual(LinkedText(text).parts, text.isEmpty ? [] : [.text(text)], text)
        }
    }

    func testAnAddressCannotLeaveItsAttribute() {
        let letter = Letter(
            subject: "a", name: nil,
            paragraphs: [#"https://a.org/"onclick='x'<script>https://b.org/'<b>"#])
        let page = String(decoding: letter.html().bytes, as: UTF8.self)
        XCTAssertFalse(page.contains("<script>"), page)
        XCTAssertFalse(page.contains("<b>"), page)
        XCTAssertTrue(page.contains(#"<a href="https://a.org/">"#), page)
    }

    func testTheNameOfAGuestIsNeverALink() {
        let letter = Letter(subject: "a", name: "https://evil.example/x", paragraphs: [])
        XCTAssertFalse(String(decoding: letter.html().bytes, as: UTF8.self).contains("<a"))
    }
}
