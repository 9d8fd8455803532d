import BookingDomain
import Foundation
import XCTest

@testable import MainAPI

final class AssetsTests: XCTestCase {
    func testImportsOfAScriptAreExactlyItsDirectAndIndirectImports() throws {
        let assets = Assets.embedded
        let scripts = try XCTUnwrap(
            FileManager.default.enumerator(at: site, includingPropertiesForKeys: nil)
        ).compactMap { ($0 as? URL)?.standardizedFileURL }.filter { $0.pathExtension == "js" }
        XCTAssertGreaterThan(scripts.count, 20)
        let direct = try Dictionary(
            uniqueKeysWithValues: scripts.map { script in
                let text = try String(contentsOf: script, encoding: .utf8)
                let names = text.matches(of: /\b(?:import|from)\s*["'](.+?)["']/).map { match in
                    name(of: script.deletingLastPathComponent().appending(path: match.1))
                }
                return (name(of: script), Set(names))
            })
        for script in direct.keys {
            let found = Set(assets.imports(of: script))
            let expected = found.union([script]).flatMap { direct[$0] ?? [] }
            XCTAssertEqual(found, Set(expected), script)
        }
        XCTAssertEqual(direct["pages/plain.js"], ["header.js"])
        XCTAssertTrue(assets.imports(of: "nothing.js").isEmpty)
    }

    func testCommentsAndIndentationAreLeftOut() throws {
        let source = """
            // One.
            const a = '//';

            /** Two. */
              call(`/* ${a} */`); // Three.
            /*
             * four();
             */
            b { c: url(//d) }

            """
        XCTAssertEqual(
            String(decoding: Assets.withoutComments(Array(source.utf8)), as: UTF8.self),
            """
            const a = '//';
            call(`/* ${a} */`); // Three.
            b { c: url(//d) }

            """)
        let files = FileManager.default.enumerator(at: site, includingPropertiesForKeys: nil)
        for case let file as URL in try XCTUnwrap(files) where file.pathExtension == "js" {
            let script = Assets.withoutComments(Array(try Data(contentsOf: file)))
            for line in script.split(separator: UInt8(ascii: "\n")) {
                let quotes = line.filter { $0 == UInt8(ascii: "`") }.count
                XCTAssertTrue(
                    quotes.isMultiple(of: 2), "a template literal of several lines in \(file.path)")
            }
        }
    }

    /// The scripts need their own list: browsers format the forint and others without minor units.
    func testScriptsUseTheSameMinorUnitsAsTheServer() throws {
        let script = try String(
            contentsOf: site.appending(path: "format.js"), encoding: .utf8)
        let letters = (UInt8(ascii: "A")...UInt8(ascii: "Z")).map { String(Unicode.Scalar($0)) }
        let codes = letters.flatMap { first in
            letters.flatMap { second in letters.map { first + second + $0 } }
        }
        for (list, digits) in [("withoutMinorUnit", 0), ("ofThousandths", 3)] {
            let listed = script.split(separator: "const \(list) = '").last?.prefix { $0 != "'" }
            let expected = codes.filter { Currency($0)?.minorDigits == digits }
            XCTAssertEqual(listed?.split(separator: " ").map(String.init), expected, list)
        }
    }

    private let site = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Sources/Services/EmbeddedFiles/Site").standardizedFileURL

    private func name(of script: URL) -> String {
        String(script.standardizedFileURL.path.dropFirst(site.path.count + 1))
    }
}
