import Configuration
import Foundation
import Glibc
import Observability
import XCTest

final class LogTests: XCTestCase {
    /// The lines that a log wrote, without their times.
    private func lines(
        level: Log.Level = .debug, requests: Bool = true, _ body: (Log) -> Void
    ) -> [String] {
        var ends: [Int32] = [0, 0]
        XCTAssertEqual(pipe(&ends), 0)
        let log = Log(level: level, requests: requests, descriptor: ends[1])
        body(log)
        XCTAssertTrue(log.flush(timeout: .seconds(60)))
        close(ends[1])
        defer { close(ends[0]) }
        var written = [UInt8](repeating: 0, count: 65536)
        written.removeLast(written.count - max(read(ends[0], &written, written.count), 0))
        let text = String(decoding: written, as: UTF8.self)
        XCTAssertTrue(text.isEmpty || text.hasSuffix("\n"))
        return text.unicodeScalars.split(separator: "\n").map { line in
            let time = String(line.prefix { $0 != " " })
            XCTAssertNotNil(
                time.wholeMatch(of: /time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/), time)
            return String(String(line).dropFirst(time.count + 1))
        }
    }

    func testAnEventIsALineOfPairs() {
        let written = lines { log in
            log.notice("booking_confirmed", ["booking": 101, "user": "priya", "paid": true])
        }
        XCTAssertEqual(
            written, ["level=notice event=booking_confirmed booking=101 user=priya paid=true"])
    }

    func testAnAmbiguousValueIsQuotedAndEscaped() {
        let cases: [(value: String, shown: String)] = [
            ("plain-1.5/x?y&z", "plain-1.5/x?y&z"),
            ("", #""""#),
            ("two words", #""two words""#),
            ("a=b", #""a=b""#),
            (#"say "hi""#, #""say \"hi\"""#),
            (#"back\slash"#, #""back\\slash""#),
            ("x\ntime=forged level=error", #""x\ntime=forged level=error""#),
            ("x\r\ny", #""x\r\ny""#),
            ("tab\there", #""tab\there""#),
            ("\u{1b}[2J\u{0}\u{7f}", #""\u001b[2J\u0000\u007f""#),
            ("\u{85}\u{9b}31m", #""\u0085\u009b31m""#),
            ("a\u{202e}b\u{2066}c\u{2028}d", #""a\u202eb\u2066c\u2028d""#),
            ("नमस्ते ऊँ", #""नमस्ते ऊँ""#),
            ("\u{e0001}", #""\ue0001""#),
        ]
        for (value, shown) in cases {
            XCTAssertEqual(
                lines { $0.info("test", ["value": value]) },
                ["level=info event=test value=\(shown)"])
        }
    }

    func testAnOverlongValueIsCut() {
        for letter in ["x", "\n", "é"] {
            let value = String(repeating: letter, count: 100_000)
            let written = lines { $0.info("test", ["value": value, "after": 1]) }
            XCTAssertEqual(written.count, 1)
            XCTAssertTrue(written[0].hasSuffix("…\" after=1"), String(written[0].suffix(20)))
            XCTAssertLessThan(written[0].utf8.count, 2200)
        }
    }

    func testFieldsBelowTheLevelAreNotEvaluated() {
        for level in Log.Level.allCases {
            let written = lines(level: level) { log in
                log.info("info")
                log.notice("notice")
                log.warning("warning")
                log.error("error")
            }
            let expected = Log.Level.allCases.filter { $0 >= level && $0 != .debug }.map(\.rawValue)
            XCTAssertEqual(written, expected.map { "level=\($0) event=\($0)" })
        }
        func evaluated() -> Int {
            XCTFail("was evaluated")
            return 0
        }
        XCTAssertEqual(lines(level: .error) { $0.warning("x", ["n": evaluated()]) }, [])
        XCTAssertEqual(lines(requests: false) { $0.request(["n": evaluated()]) }, [])
    }

    func testRequestsAreLoggedUnlessSwitchedOff() {
        XCTAssertEqual(
            lines { $0.request(["status": 200]) }, ["level=info event=request status=200"])
        XCTAssertEqual(lines(requests: false) { $0.request(["status": 200]) }, [])
        XCTAssertEqual(lines(level: .notice) { $0.request(["status": 200]) }, [])
    }

    func testASecretIsNotLogged() {
        XCTAssertEqual(
            lines { $0.error("test", ["key": Secret("hunter2")]) },
            ["level=error event=test key=[secret]"])
    }

    func testLoggingToAClosedPipeContinues() {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        XCTAssertEqual(pipe(&ends), 0)
        close(ends[0])
        let log = Log(descriptor: ends[1])
        for _ in 0..<3 { log.error("test") }
        XCTAssertTrue(log.flush(timeout: .seconds(60)))
        close(ends[1])
    }

    func testLinesAreDroppedAndCountedWhileTheReaderHasStopped() throws {
        var ends: [Int32] = [0, 0]
        XCTAssertEqual(pipe(&ends), 0)
        let log = Log(descriptor: ends[1])
        // More than the pipe and the writer together hold.
        let value = String(repeating: "x", count: 1000)
        let count = 3_000
        for number in 0..<count { log.info("test", ["number": number, "value": value]) }

        let reader = FileHandle(fileDescriptor: ends[0])
        var text = ""
        while !text.contains("log_lines_dropped") || !text.hasSuffix("\n") {
            text += String(decoding: reader.availableData, as: UTF8.self)
        }
        let lines = text.split(separator: "\n")
        let last = try XCTUnwrap(lines.last)
        let dropped = try XCTUnwrap(last.firstMatch(of: /count=(\d+)/)).1
        XCTAssertEqual(lines.count - 1 + (Int(dropped) ?? 0), count)
        XCTAssertTrue(lines.dropLast().allSatisfy { $0.hasSuffix(value) }, "no line is torn")
        close(ends[0])
        close(ends[1])
    }

    func testAFullPipeThatDoesNotBlockLosesNoLine() throws {
        var ends: [Int32] = [0, 0]
        XCTAssertEqual(pipe(&ends), 0)
        XCTAssertEqual(fcntl(ends[1], F_SETFL, fcntl(ends[1], F_GETFL) | O_NONBLOCK), 0)
        let log = Log(descriptor: ends[1])
        let value = String(repeating: "x", count: 1000)
        // More than the pipe holds, and less than the writer does.
        for number in 0..<500 { log.info("test", ["number": number, "value": value]) }
        let reader = FileHandle(fileDescriptor: ends[0])
        var text = ""
        while !text.contains("number=499 ") || !text.hasSuffix("\n") {
            text += String(decoding: reader.availableData, as: UTF8.self)
        }
        XCTAssertEqual(text.split(separator: "\n").count, 500)
        XCTAssertEqual(log.droppedLines, 0)
        close(ends[0])
        close(ends[1])
    }

    func testLostLinesAreCountedAndReportedOnceThereIsAReader() throws {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        XCTAssertEqual(pipe(&ends), 0)
        close(ends[0])
        let log = Log(descriptor: ends[1])
        for _ in 0..<3 {
            log.error("lost")
            XCTAssertTrue(log.flush(timeout: .seconds(60)))
        }
        XCTAssertEqual(log.droppedLines, 3)
        var others: [Int32] = [0, 0]
        XCTAssertEqual(pipe(&others), 0)
        XCTAssertEqual(dup2(others[1], ends[1]), ends[1])
        log.error("written")
        XCTAssertTrue(log.flush(timeout: .seconds(60)))
        close(ends[1])
        close(others[1])
        let text = String(
            decoding: FileHandle(fileDescriptor: others[0]).readDataToEndOfFile(), as: UTF8.self)
        let lines = text.split(separator: "\n").map { $0.drop { $0 != " " } }
        XCTAssertEqual(
            lines, [" level=error event=written", " level=warning event=log_lines_dropped count=3"])
        XCTAssertEqual(log.droppedLines, 3)
        close(others[0])
    }
}
