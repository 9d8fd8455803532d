import BookingDomain
import Foundation
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

    /// Browsers' own tables have no cents of the forint and many others.
    func testThePagesCountMoneyAsTheServiceDoes() throws {
        let script = try String(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../../Sources/WebAssets/Site/format.js"), encoding: .utf8)
        let letters = (UInt8(ascii: "A")...UInt8(ascii: "Z")).map { String(Unicode.Scalar($0)) }
        let codes = letters.flatMap { first in
            letters.flatMap { second in letters.map { first + second + $0 } }
        }
        for (list, digits) in [("withoutMinorUnit", 0), ("ofThousandths", 3)] {
            let known = script.split(separator: "const \(list) = '").last?.prefix { $0 != "'" }
            let wanted = codes.filter { Currency($0)?.minorDigits == digits }
            XCTAssertEqual(known?.split(separator: " ").map(String.init), wanted, list)
        }
    }
}
