import Foundation
import TestSupport
import XCTest

/// The table of settings in Diagram/OPERATING.md matches what `--help` prints.
final class SettingsTableTests: XCTestCase {
    private struct Setting: Equatable {
        let flag: String
        let variable: String
        let values: String
        let standard: String
        let meaning: String
    }

    func testBothProgramsDescribeTheirCommandsInTheSameWords() throws {
        let descriptions = try [Program.mainAPI, .crmAPI].map { program in
            try program.run(["--help"]).output.split(separator: "\n")
                .compactMap { line -> (String, String)? in
                    guard
                        let found = line.firstMatch(
                            of: /(?:Main|CRM)API ([a-z-]+)( FILE)? {2,}(.+)/)
                    else { return nil }
                    return (String(found.1), String(found.3))
                }
        }.map { Dictionary(uniqueKeysWithValues: $0) }
        for command in ["backup", "restore", "doctor", "--version"] {
            XCTAssertNotNil(descriptions[0][command], command)
            XCTAssertEqual(descriptions[0][command], descriptions[1][command], command)
        }
    }

    func testTheTableListsExactlyTheSettings() throws {
        let rows = try settingsOfTheTable()
        var undeclared = Set(rows.map(\.variable))
        for program in [Program.mainAPI, .crmAPI] {
            let declared = try settingsOfHelp(program)
            XCTAssertGreaterThan(declared.count, 10)
            for setting in declared {
                undeclared.remove(setting.variable)
                let row = rows.first { $0.variable == setting.variable }
                let shown = row.map { row in
                    Setting(
                        flag: row.flag, variable: row.variable, values: row.values,
                        standard: Self.part(of: row.standard, for: program), meaning: row.meaning)
                }
                XCTAssertEqual(shown, setting, program.name)
            }
        }
        XCTAssertEqual(undeclared, [], "no program has these settings")
        XCTAssertEqual(Set(rows.map(\.variable)).count, rows.count, "each is listed once")
    }

    /// The service's own part of `5000 (MainAPI), 5001 (CRMAPI)`.
    private static func part(of cell: String, for program: Program) -> String {
        let own = cell.components(separatedBy: ", ").first { $0.hasSuffix(" (\(program.name))") }
        return own.map { String($0.dropLast(program.name.count + 3)) } ?? cell
    }

    private func settingsOfHelp(_ program: Program) throws -> [Setting] {
        let help = try program.run(["--help"])
        XCTAssertEqual(help.status, 0)
        let lines = help.output.components(separatedBy: "\n")
            .drop { !$0.hasPrefix("FLAG") }.filter { !$0.isEmpty }
        let heading = try XCTUnwrap(lines.first)
        let starts = try ["FLAG", "VARIABLE", "VALUE ", "DEFAULT", "MEANING"].map { title in
            let range = try XCTUnwrap(heading.range(of: title), title)
            return heading.distance(from: heading.startIndex, to: range.lowerBound)
        }
        return lines.dropFirst().map { line in
            let cells = zip(starts, starts.dropFirst() + [line.count]).map { start, end in
                String(line.dropFirst(start).prefix(end - start))
                    .trimmingCharacters(in: .whitespaces)
            }
            return Setting(
                flag: cells[0], variable: cells[1], values: cells[2], standard: cells[3],
                meaning: cells[4])
        }
    }

    private func settingsOfTheTable() throws -> [Setting] {
        let page = projectFolder.appendingPathComponent("Diagram/OPERATING.md")
        let lines = try String(contentsOf: page, encoding: .utf8).components(separatedBy: "\n")
        return lines.drop { $0 != "| flag | variable | values | default | meaning |" }
            .dropFirst(2).prefix { $0.hasPrefix("|") }
            .map { line in
                let cells = line.components(separatedBy: "|").dropFirst().map {
                    $0.trimmingCharacters(in: .whitespaces).replacing("`", with: "")
                }
                XCTAssertEqual(cells.count, 6, line)
                return Setting(
                    flag: cells[0], variable: cells[1], values: cells[2], standard: cells[3],
                    meaning: cells[4])
            }
    }
}
