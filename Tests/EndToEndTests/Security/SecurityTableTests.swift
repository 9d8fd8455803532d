import Foundation
import HTTPClient
import TestSupport
import XCTest

/// Diagram/SECURITY.md names existing tests, and its statements about headers hold.
final class SecurityTableTests: SystemTestCase {
    func testEveryTestNamedInTheTableExists() throws {
        let page = try String(
            contentsOf: projectFolder.appendingPathComponent("Diagram/SECURITY.md"), encoding: .utf8
        )
        let named = Set(page.matches(of: #/`(\w+Tests)\.(test\w+)`/#).map { "\($0.1).\($0.2)" })
        XCTAssertGreaterThan(named.count, 80)
        XCTAssertEqual(named.subtracting(try Self.tests()).sorted(), [])
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| ") && $0.contains(".") }
        for row in rows where row.contains("**not met") {
            let number = try XCTUnwrap(row.firstMatch(of: #/\d+\.\d+\.\d+/#), "\(row)")
            XCTAssertTrue(
                page.prefix(1_200).contains(number.0), "\(number.0) must be listed as not met")
        }
    }

    /// Checks the pages' policies, and that no response allows sniffing or sets a cookie.
    func testPagesSetTheirPoliciesAndNoResponseSetsACookie() async throws {
        let asha = try await system.guest("asha")
        for path in ["/", "/login", "/my/bookings", "/facilitator", "/docs", "/nowhere/at/all"] {
            let page = try await system.main.get(path, ["Accept": "text/html"])
            if page["content-type"]?.hasPrefix("text/html") == true {
                let policy = page["content-security-policy"] ?? ""
                for part in [
                    "default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'",
                    "form-action 'self'",
                ] { XCTAssertTrue(policy.contains(part), "\(path): \(part)") }
                XCTAssertFalse(policy.contains("unsafe"), path)
                XCTAssertEqual(page["referrer-policy"], "same-origin", path)
                XCTAssertEqual(page["cross-origin-opener-policy"], "same-origin", path)
                XCTAssertTrue(
                    page["content-type"]?.hasSuffix("charset=utf-8") == true, path)
            } else {
                XCTAssertEqual(path, "/nowhere/at/all")
            }
            Self.checkHeaders(page, path)
        }
        for (client, path) in [
            (system.main, "/events"), (asha, "/me"), (system.main, "/me"), (system.crm, "/nothing"),
            (system.crm, "/readyz"), (system.main, "/metrics"), (system.main, "/openapi.json"),
        ] {
            let response = try await client.get(path)
            Self.checkHeaders(response, path)
            XCTAssertFalse((300..<400).contains(response.status), path)
        }
    }

    private static func checkHeaders(_ response: ClientResponse, _ path: String) {
        XCTAssertEqual(response["x-content-type-options"], "nosniff", path)
        XCTAssertNil(response["set-cookie"], path)
        if !response.body.isEmpty {
            let type = response["content-type"] ?? ""
            XCTAssertTrue(
                type.hasPrefix("application/") || type.hasSuffix("charset=utf-8"), "\(path) \(type)"
            )
        }
        XCTAssertNil(response["server"], path)
    }

    /// Every test of the project, as `Class.testName`.
    private static func tests() throws -> Set<String> {
        let folder = projectFolder.appendingPathComponent("Tests")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        var tests: Set<String> = []
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            guard let name = text.firstMatch(of: #/class (\w+Tests)\b/#)?.1 else { continue }
            tests.formUnion(text.matches(of: #/func (test\w+)/#).map { "\(name).\($0.1)" })
        }
        return tests
    }
}
