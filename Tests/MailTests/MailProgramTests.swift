import Foundation
import Glibc
import XCTest

@testable import Mail

final class MailProgramTests: XCTestCase {
    private let folder = NSTemporaryDirectory() + "program-\(UUID().uuidString)"

    override func setUp() async throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data("A letter".utf8).write(to: URL(fileURLWithPath: folder + "/letter"))
    }

    override func tearDown() async throws {
        try FileManager.default.removeItem(atPath: folder)
    }

    func testAHangingProgramIsKilledWithItsChildren() async throws {
        let program = try program(
            "sleep 600 & echo $! > child; echo cannot deliver >&2; wait", timeout: .seconds(1))
        do {
            try await program.run([], input: folder + "/letter")
            XCTFail("it did not end in time")
        } catch let failure as MailProgram.Failed {
            XCTAssertEqual(failure.status, 128 + SIGKILL)
            XCTAssertEqual(failure.message, "cannot deliver\n")
        }
        try await waitForTheEndOfTheChild()
    }

    func testAProcessLeftInTheBackgroundIsNotWaitedFor() async throws {
        let program = try program("sleep 600 & echo $! > child; cat > received")
        try await program.run([], input: folder + "/letter")
        XCTAssertEqual(
            try String(contentsOfFile: folder + "/received", encoding: .utf8), "A letter")
        let child = try self.child()
        XCTAssertTrue(isRunning(child))
        kill(child, SIGKILL)
    }

    func testACancelledTaskEndsItsProgramWithChildrenThatIgnoreSIGTERM() async throws {
        for handler in ["trap '' TERM", "trap 'exit 1' TERM"] {
            let program = try program(
                """
                (trap '' TERM; exec sleep 600) & echo $! > child.part
                \(handler); mv child.part child; while :; do sleep 1; done
                """)
            let start = ContinuousClock.now
            let letter = folder + "/letter"
            let task = Task { try await program.run([], input: letter) }
            while !FileManager.default.fileExists(atPath: folder + "/child") { usleep(10_000) }
            task.cancel()
            switch await task.result {
            case .success: XCTFail("the program did not accept the letter")
            case .failure(let error): XCTAssertTrue(error is CancellationError, "\(error)")
            }
            XCTAssertLessThan(ContinuousClock.now - start, .seconds(20), "far below its timeout")
            try await waitForTheEndOfTheChild()
            try FileManager.default.removeItem(atPath: folder + "/child")
        }
    }

    func testAProgramThatAcceptsTheLetterAfterSIGTERMHasSentIt() async throws {
        let program = try program("trap 'exit 0' TERM; touch child; while :; do sleep 0.1; done")
        let letter = folder + "/letter"
        let task = Task { try await program.run([], input: letter) }
        while !FileManager.default.fileExists(atPath: folder + "/child") { usleep(10_000) }
        task.cancel()
        try await task.value
    }

    func testACancelledTaskStartsNoProgram() async throws {
        let program = try program("touch child")
        let letter = folder + "/letter"
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await program.run([], input: letter)
        }
        switch await task.result {
        case .success: XCTFail("the task is cancelled")
        case .failure(let error): XCTAssertTrue(error is CancellationError, "\(error)")
        }
        XCTAssertFalse(FileManager.default.fileExists(atPath: folder + "/child"))
    }

    func testAFailureHasTheBeginningOfTheStandardError() async throws {
        let program = try program("head -c 300000 /dev/zero | tr '\\0' x >&2; exit 75")
        do {
            try await program.run([], input: folder + "/letter")
            XCTFail("it did not fail")
        } catch let failure as MailProgram.Failed {
            XCTAssertEqual(failure.status, 75)
            XCTAssertEqual(failure.message, String(repeating: "x", count: 1024))
        }
    }

    func testTheLetterIsAFileThatOthersCannotReadAndDoesNotRemain() async throws {
        let before = umask(0)
        defer { umask(before) }
        let program = try program("stat -Lc %a /dev/stdin > mode; readlink -f /dev/stdin > name")
        try await MailTransport.program(program, sender: "us@example.org")
            .send(Array("A letter".utf8), to: "asha@example.org", name: "mail-1")
        let mode = try String(contentsOfFile: folder + "/mode", encoding: .utf8)
        XCTAssertEqual(mode, "600\n")
        let name = try String(contentsOfFile: folder + "/name", encoding: .utf8)
        XCTAssertTrue(name.hasSuffix(".eml\n"), name)
        XCTAssertFalse(FileManager.default.fileExists(atPath: String(name.dropLast())))
    }

    private func program(
        _ commands: String, timeout: Duration = .seconds(60)
    ) throws -> MailProgram {
        let path = folder + "/sendmail"
        XCTAssertTrue(
            FileManager.default.createFile(
                atPath: path, contents: Data("#!/bin/sh\ncd \(folder)\n\(commands)\n".utf8),
                attributes: [.posixPermissions: 0o700]))
        return MailProgram(path: path, timeout: timeout)
    }

    private func waitForTheEndOfTheChild() async throws {
        let child = try self.child()
        let deadline = Date(timeIntervalSinceNow: 20)
        while isRunning(child), Date() < deadline { usleep(10_000) }
        XCTAssertFalse(isRunning(child))
    }

    private func child() throws -> pid_t {
        let text = try String(contentsOfFile: folder + "/child", encoding: .utf8)
        return try XCTUnwrap(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    /// Whether a process runs; one that its new parent has not waited for has ended too.
    private func isRunning(_ process: pid_t) -> Bool {
        let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        return status?.split(separator: ")").last.map { !$0.hasPrefix(" Z") } ?? false
    }
}
