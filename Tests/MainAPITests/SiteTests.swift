import BookingDomain
import TextEncoding
import XCTest

@testable import MainAPI

final class SiteTests: XCTestCase {
    func testALogoIsAnIconOnlyIfItIsLargeAndNearlySquare() {
        let sizes = [
            (180, 180, true), (400, 320, true), (400, 319, false), (179, 179, false),
            (400, 120, false), (120, 400, false),
        ]
        for (width, height, isIcon) in sizes {
            let site = site(logo: width, height)
            XCTAssertEqual(site.squareLogo != nil, isIcon, "\(width)x\(height)")
        }
    }

    func testThePagesHaveTheIconsOfTheCentre() {
        let page = PageLayout.Page(title: "Yoga", content: "")
        for (width, height, isIcon) in [(200, 200, true), (400, 200, false)] {
            let site = site(logo: width, height)
            let document = PageLayout(site: site, crm: "").document(page)
            let text = String(decoding: document.bytes, as: UTF8.self)
            let icon = #"<link rel="icon" href="/book/pictures/\#(width)x\#(height)-d.png""#
            XCTAssertEqual(text.contains(icon + " sizes=\"\(width)x\(height)\">"), isIcon, text)
            XCTAssertEqual(text.contains("icons/180.png"), !isIcon, text)
            // A wide logo has the name.
            XCTAssertEqual(text.contains(#"<span dir="auto">Sessions</span></a>"#), isIcon, text)
        }
    }

    private func site(logo width: Int, _ height: Int) -> Site {
        var centre = Centre()
        centre.logo = StoredPicture(
            width: width, height: height, digest: "d", fileExtension: "png")
        return Site(
            root: "/book", address: "https://example.org/book", assets: .embedded, centre: centre)
    }
}
