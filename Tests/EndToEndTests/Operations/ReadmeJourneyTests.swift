import Foundation
import TestSupport
import XCTest

/// The README's journey with curl, run as printed, has the printed results.
final class ReadmeJourneyTests: XCTestCase {
    private struct Step {
        var command: String
        var output: String
    }

    func testEachCommandOfTheReadmeAnswersAsPrinted() async throws {
        let system = try await TestSystem(demo: true)
        let steps = try Self.steps()
        XCTAssertGreaterThan(steps.count, 8)
        for step in steps {
            let command = step.command
                .replacing("http://127.0.0.1:5000", with: system.main.base)
                .replacing("http://127.0.0.1:5001", with: system.crm.base)
            let output = step.output.replacing("http://127.0.0.1:5000", with: system.main.base)
            let expected = try Self.pattern(of: Self.withoutMoments(output))
            func answer() throws -> String {
                Self.withoutMoments(try Self.bash(command, in: system.folder))
            }
            var text = try answer()
            // CRMAPI receives a booking a moment later, so a reading command may be repeated.
            if !command.contains(" -d "), !command.contains(" -X ") {
                try? await waitUntil(within: 10) {
                    if text.wholeMatch(of: expected) == nil { text = try answer() }
                    return text.wholeMatch(of: expected) != nil
                }
            }
            XCTAssertNotNil(
                text.wholeMatch(of: expected),
                "\(step.command)\nis printed as\n\(step.output)\nand answers\n\(text)")
        }
        await system.close()
    }

    /// The commands in the README's console, each with the output below it.
    private static func steps() throws -> [Step] {
        let readme = try String(
            contentsOf: projectFolder.appendingPathComponent("README.md"), encoding: .utf8)
        var steps: [Step] = []
        for part in readme.components(separatedBy: "```console\n").dropFirst() {
            for line in part.components(separatedBy: "\n```")[0].split(separator: "\n") {
                if line.hasPrefix("$ ") {
                    steps.append(Step(command: String(line.dropFirst(2)), output: ""))
                } else if steps[steps.count - 1].command.hasSuffix("\\") {
                    steps[steps.count - 1].command += "\n" + line
                } else {
                    steps[steps.count - 1].output += line
                }
            }
        }
        return steps
    }

    /// Text in which times, request IDs and cursors, which differ from run to run, are equal.
    private static func withoutMoments(_ text: some StringProtocol) -> String {
        String(text).trimmingCharacters(in: .whitespacesAndNewlines)
            .replacing(#/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/#, with: "TIME")
            .replacing(#/"request_id":"[0-9a-f]+"/#, with: "\"request_id\":\"ID\"")
            .replacing(#/"next":"\d+-/#, with: "\"next\":\"0-")
    }

    /// Matches the text, with anything in the place of each `…`.
    private static func pattern(of text: String) throws -> Regex<AnyRegexOutput> {
        try Regex(
            text.components(separatedBy: "…").map { NSRegularExpression.escapedPattern(for: $0) }
                .joined(separator: ".*"))
    }

    /// Runs a command in a shell, which has the variables of those before it.
    private static func bash(_ command: String, in folder: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = [
            "-c",
            """
            cd '\(folder)'; [ ! -e variables ] || . ./variables
            \(command)
            declare -p TOKEN MEERA ASHA >variables 2>/dev/null
            """,
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text
    }
}
