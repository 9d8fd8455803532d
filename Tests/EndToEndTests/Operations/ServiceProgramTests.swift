import Foundation
import Glibc
import HTTPClient
import JSONCoding
import ServiceRuntime
import TestSupport
import XCTest

/// The executables' start, settings, keys and stop.
final class ServiceProgramTests: XCTestCase {
    private var folder = ""

    override func setUp() async throws {
        folder = NSTemporaryDirectory() + "program-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    override func tearDown() async throws {
        try FileManager.default.removeItem(atPath: folder)
    }

    private func arguments(_ more: String...) -> [String] {
        ["--port", "0", "--database", folder + "/test.sqlite"] + more
    }

    // Start and stop

    func testTheReadyLineIsPrintedAndSIGTERMStopsTheService() async throws {
        // The default address may be that of a service that runs beside the tests.
        let unreachable = ["CRM_URL": "http://127.0.0.1:1", "MAIN_URL": "http://127.0.0.1:1"]
        for program in [Program.mainAPI, .crmAPI] {
            let running = try program.start(arguments(), environment: unreachable)
            XCTAssertNotNil(
                running.readyLine.wholeMatch(
                    of: try Regex("\(program.name) ready on http://127\\.0\\.0\\.1:[1-9][0-9]*")),
                running.readyLine)
            let health = try await running.client.get("/healthz")
            XCTAssertEqual(health.status, 200)
            let ready = try await running.client.get("/readyz")
            XCTAssertEqual(ready.status, 200, "ready without the other service")
            XCTAssertEqual(ready.json["status"]?.string, "degraded", ready.text)
            let status = await running.stop()
            XCTAssertEqual(status, 0, program.name)
            XCTAssertEqual(running.restOfOutput, "", "only the ready line is printed")
            try FileManager.default.removeItem(atPath: folder + "/test.sqlite")
        }
    }

    func testReadinessFailsWithoutTheDatabase() async throws {
        let running = try Program.mainAPI.start(arguments(), environment: ["EVENT_LOOPS": "1"])
        let before = try await running.client.get("/readyz")
        XCTAssertEqual(before.status, 200, before.text)
        let (path, away) = (folder + "/test.sqlite", folder + "/away.sqlite")
        try FileManager.default.moveItem(atPath: path, toPath: away)
        let without = try await running.client.get("/readyz")
        XCTAssertEqual(without.status, 503, without.text)
        try FileManager.default.moveItem(atPath: away, toPath: path)
        let again = try await running.client.get("/readyz")
        XCTAssertEqual(again.status, 200, again.text)
        _ = await running.stop()
    }

    func testASecondSignalEndsTheServiceImmediately() async throws {
        let running = try Program.mainAPI.start(arguments())
        let port = try XCTUnwrap(running.address.split(separator: ":").last)
        let slow = Process()
        slow.executableURL = URL(fileURLWithPath: "/bin/bash")
        let head = #"POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n"#
        let request = head + #"Expect: 100-continue\r\n\r\n"#
        slow.arguments = [
            "-c",
            """
            exec 3<>/dev/tcp/127.0.0.1/\(port); printf '\(request)' >&3
            read -r response <&3; echo "$response"; exec sleep 600
            """,
        ]
        let output = Pipe()
        slow.standardOutput = output
        try slow.run()
        // A thread of the test may block SIGTERM, which the child would inherit.
        defer { kill(slow.processIdentifier, SIGKILL) }
        XCTAssertEqual(
            String(decoding: output.fileHandleForReading.availableData, as: UTF8.self),
            "HTTP/1.1 100 Continue\r\n", "the service waits for the body")
        kill(running.identifier, SIGTERM)
        _ = try await eventually { (try? await running.client.get("/healthz")) == nil ? true : nil }
        let status = await running.stop()
        XCTAssertEqual(status, SIGTERM, "ended by the signal")
    }

    func testFlagsOverrideTheEnvironment() async throws {
        let running = try Program.mainAPI.start(
            ["--port=0", "--database=\(folder)/flag.sqlite"],
            environment: ["PORT": "1", "DATABASE": folder + "/variable.sqlite", "DEMO": "1"])
        let events = try await running.client.get("/events")
        XCTAssertGreaterThanOrEqual(events.json["data"]?.array?.count ?? 0, 10)
        XCTAssertTrue(FileManager.default.fileExists(atPath: folder + "/flag.sqlite"))
        XCTAssertFalse(FileManager.default.fileExists(atPath: folder + "/variable.sqlite"))
        _ = await running.stop()
    }

    func testAPortInUseIsReported() async throws {
        let running = try Program.mainAPI.start(arguments())
        let port = try XCTUnwrap(running.address.split(separator: ":").last)
        let second = try Program.crmAPI.run(
            ["--port", String(port), "--database", folder + "/second.sqlite"])
        XCTAssertEqual(second.status, 1)
        XCTAssertEqual(second.output, "")
        XCTAssertTrue(second.errors.contains(port), second.errors)
        XCTAssertTrue(second.errors.contains("in use"), second.errors)
        _ = await running.stop()
    }

    // Settings

    func testEveryInvalidSettingIsReportedAtOnce() throws {
        let environment = [
            "LOG_LEVEL": "loud", "TOKEN_LIFETIME": "soon", "MAX_BODY_BYTES": "+5",
            "JWT_SECRET": "too-short", "CRM_URL": "nowhere", "MAIN_URL": "nowhere",
            "CRM_TOKEN": "two words", "CORS_ORIGINS": "https://a.example,*",
        ]
        for program in [Program.mainAPI, .crmAPI] {
            let result = try program.run(
                ["--port", "99999", "--host", "nowhere", "--colour", "red"],
                environment: environment)
            XCTAssertEqual(result.status, 1)
            XCTAssertEqual(result.output, "")
            let url = program.name == "MainAPI" ? "CRM_URL" : "MAIN_URL"
            let names = [
                "--port", "HOST", "--colour", "LOG_LEVEL", "TOKEN_LIFETIME", "MAX_BODY_BYTES",
                "JWT_SECRET", url, "CRM_TOKEN", "CORS_ORIGINS",
            ]
            for name in names { XCTAssertTrue(result.errors.contains(name), "\(name): \(result)") }
            for secret in ["too-short", "two words"] {
                XCTAssertFalse(result.errors.contains(secret), result.errors)
            }
        }
    }

    func testDefaultSecretsAreRefusedOnAReachableAddress() throws {
        for program in [Program.mainAPI, .crmAPI] {
            let result = try program.run(arguments("--host", "0.0.0.0", "--demo"))
            XCTAssertEqual(result.status, 1)
            XCTAssertTrue(result.errors.contains("CRM_TOKEN"), result.errors)
            XCTAssertTrue(result.errors.contains("DEMO"), result.errors)
            let explicit = try program.run(
                arguments("--host", "::"), environment: ["CRM_TOKEN": "CRM_SECRET_123"])
            XCTAssertEqual(explicit.status, 1)
            XCTAssertFalse(FileManager.default.fileExists(atPath: folder + "/test.sqlite"))
        }
    }

    func testAddressesForBrowsersAreRequiredOnAReachableAddress() throws {
        let environment = ["CRM_TOKEN": "a-token-of-our-own", "BEHIND_PROXY": "1"]
        let result = try Program.mainAPI.run(arguments(), environment: environment)
        XCTAssertEqual(result.status, 1)
        for variable in ["PUBLIC_URL", "CRM_PUBLIC_URL"] {
            XCTAssertTrue(
                result.errors.contains("\(variable) must be set when others"), result.errors)
        }
    }

    func testProblemTypesOfCRMAPILeadToThePagesOfThePublicAddress() async throws {
        let running = try Program.crmAPI.start(
            arguments(), environment: ["PUBLIC_URL": "https://book.example.org/yoga"])
        let problem = try await running.client.get("/nowhere")
        let type = try XCTUnwrap(problem.json["type"]?.string, problem.text)
        let documentation = try await running.client.get(String(type.prefix { $0 != "#" }))
        XCTAssertEqual(documentation.status, 303)
        XCTAssertEqual(documentation["location"], "https://book.example.org/yoga/docs")
        let call = try await running.client.get(
            "/healthz", ["Origin": "https://book.example.org"])
        XCTAssertEqual(call["access-control-allow-origin"], "https://book.example.org")
        _ = await running.stop()
    }

    func testTheVersionIsPrinted() throws {
        for program in [Program.mainAPI, .crmAPI] {
            let result = try program.run(["--version"], environment: ["PORT": "none"])
            XCTAssertEqual(result.status, 0, result.errors)
            XCTAssertEqual(result.output, "\(program.name) \(ProductVersion.current)\n")
        }
    }

    // Keys

    func testTheSigningKeyIsPrivateAndTokensSurviveARestart() async throws {
        let token = try await tokenOfAsha(arguments(), [:])
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        XCTAssertTrue(files.contains("test.sqlite.main-key"), "\(files)")
        for file in files {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(file)")
            let isFolder = attributes[.type] as? FileAttributeType == .typeDirectory
            XCTAssertEqual(
                (attributes[.posixPermissions] as? NSNumber)?.intValue, isFolder ? 0o700 : 0o600,
                file)
        }
        let status = try await statusOfMe(token, arguments(), [:])
        XCTAssertEqual(status, 200)
        XCTAssertEqual(
            Set(try FileManager.default.contentsOfDirectory(atPath: folder)), Set(files))
        try FileManager.default.removeItem(atPath: "\(folder)/test.sqlite.main-key")
        let afterwards = try await statusOfMe(token, arguments(), [:])
        XCTAssertEqual(afterwards, 401, "a new key invalidates tokens")
    }

    func testTheKeyOfTheEnvironmentSignsTokens() async throws {
        let secret = ["JWT_SECRET": String(repeating: "k", count: 32)]
        let token = try await tokenOfAsha(arguments(), secret)
        XCTAssertFalse(
            FileManager.default.fileExists(atPath: "\(folder)/test.sqlite.main-key"))
        let same = try await statusOfMe(token, arguments(), secret)
        XCTAssertEqual(same, 200)
        let other = ["JWT_SECRET": String(repeating: "x", count: 32)]
        let refused = try await statusOfMe(token, arguments(), other)
        XCTAssertEqual(refused, 401)
    }

    private func tokenOfAsha(
        _ arguments: [String], _ environment: [String: String]
    ) async throws -> String {
        let running = try Program.mainAPI.start(arguments, environment: environment)
        let asha = try await running.client.registered("asha")
        _ = await running.stop()
        return try XCTUnwrap(asha.token)
    }

    private func statusOfMe(
        _ token: String, _ arguments: [String], _ environment: [String: String]
    ) async throws -> Int {
        let running = try Program.mainAPI.start(arguments, environment: environment)
        let status = try await running.client.with(token: token).get("/me").status
        _ = await running.stop()
        return status
    }

    // Demo data

    func testDemoDataIsSeededOnce() async throws {
        var events: [Int] = []
        for _ in 1...2 {
            let main = try Program.mainAPI.start(arguments("--demo"))
            let list = try await main.client.get("/events?limit=200").json["data"]?.array
            events.append(list?.count ?? 0)
            _ = await main.stop()
            let crm = try Program.crmAPI.start(
                ["--port", "0", "--database", folder + "/crm.sqlite", "--demo"])
            for name in ["priya", "arjun", "kavya", "asha"] {
                let login = try await crm.client.logIn(name, name + "123")
                XCTAssertEqual(login.status, 200, login.text)
            }
            _ = await crm.stop()
        }
        XCTAssertGreaterThanOrEqual(events[0], 10)
        XCTAssertEqual(events[0], events[1])
        let crm = try DatabaseContents(path: folder + "/crm.sqlite")
        XCTAssertEqual(crm.rows["facilitators"]?.count, 4)
    }
}
