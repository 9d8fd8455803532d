import XCTest

@testable import MainAPI

/// The files of the pages.
final class AssetsTests: XCTestCase {
    func testEveryImportOfAScriptIsKnownBeforeItRuns() {
        let assets = Assets()
        let imports = assets.imports(of: "pages/event.js")
        for name in ["header.js", "dom.js", "session.js", "forms.js", "booking-actions.js"] {
            XCTAssertTrue(imports.contains("\(assets.base)/\(name)"), name)
        }
        XCTAssertFalse(imports.contains("\(assets.base)/facilitator/frame.js"))
        // One whose import statement takes several lines.
        let dashboard = assets.imports(of: "facilitator/dashboard.js")
        XCTAssertTrue(dashboard.contains("\(assets.base)/facilitator/frame.js"))
        XCTAssertTrue(assets.imports(of: "nothing.js").isEmpty)
    }
}
