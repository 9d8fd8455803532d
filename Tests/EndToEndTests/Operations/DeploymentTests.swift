import Foundation
import JSONCoding
import Platform
import TestSupport
import XCTest

/// The files in `Scripts/deploy`, used as Diagram/OPERATING.md says.
final class DeploymentTests: XCTestCase {
    private static let deploy = projectFolder.appendingPathComponent("Scripts/deploy")
    private static let nginx = ["/usr/sbin/nginx", "/usr/bin/nginx"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    private var folder = ""
    private var ports: [ReservedPort] = []
    private var started: [Process] = []

    override func setUp() async throws {
        folder = NSTemporaryDirectory() + "deployment-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        ports = try (0..<4).map { _ in try ReservedPort() }
    }

    override func tearDown() async throws {
        for process in started {
            process.terminate()
            process.waitUntilExit()
        }
        for port in ports { port.release() }
        try FileManager.default.removeItem(atPath: folder)
    }

    private var main: UInt16 { ports[0].number }
    private var crm: UInt16 { ports[1].number }
    private var plain: UInt16 { ports[2].number }
    private var secure: UInt16 { ports[3].number }
    private var book: String { "https://book.example.org:\(secure)" }
    private var facilitators: String { "https://crm.example.org:\(secure)" }

    func testGuestsAndFacilitatorsReachTheServicesThroughNginx() async throws {
        try await startNginx()
        var settings = try settings("crmapi.env", port: crm)
        settings["MAIN_URL"] = "http://127.0.0.1:\(main)"
        let crmAPI = try Program.crmAPI.start(environment: settings)
        try Program.crmAPI.run(
            ["facilitator", "add", "priya", "Priya Sharma"], environment: settings,
            input: "three-quiet-days\n")
        settings = try self.settings("mainapi.env", port: main)
        settings["CRM_URL"] = "http://127.0.0.1:\(crm)"
        let mainAPI = try Program.mainAPI.start(environment: settings)

        let moved = try curl(["http://book.example.org:\(plain)/my/bookings"])
        XCTAssertTrue(moved.contains("301"), moved)
        XCTAssertTrue(moved.contains("Location: https://book.example.org/my/bookings"), moved)
        let page = try curl([book + "/facilitator"])
        XCTAssertTrue(page.contains("200 OK"), page)
        XCTAssertTrue(page.contains("Strict-Transport-Security: max-age=31536000"), page)
        XCTAssertTrue(page.contains("<meta name=\"crm\" content=\"\(facilitators)\">"), page)

        // As the script of that page does.
        let preflight = try curl([
            "-X", "OPTIONS", facilitators + "/auth/login", "-H", "Origin: \(book)",
            "-H", "Access-Control-Request-Method: POST",
            "-H", "Access-Control-Request-Headers: content-type",
        ])
        XCTAssertTrue(preflight.contains("Access-Control-Allow-Origin: \(book)\r\n"), preflight)
        let facilitator = try token(
            facilitators, #"{"username": "priya", "password": "three-quiet-days"}"#)
        let start = ISO8601DateFormatter().string(from: Date(timeIntervalSinceNow: 864_000))
        let end = ISO8601DateFormatter().string(from: Date(timeIntervalSinceNow: 871_200))
        let created = try curl([
            facilitators + "/api/facilitator/1/events", "-H",
            "Authorization: Bearer \(facilitator)",
            "-H", "Content-Type: application/json", "-d",
            #"{"title": "Talk", "starts_at": "\#(start)", "ends_at": "\#(end)", "capacity": 9}"#,
        ])
        XCTAssertTrue(created.contains("201 Created"), created)

        let account = #"{"username": "bhavin", "password": "om-shanti-om"}"#
        _ = try curl([
            book + "/auth/register", "-H", "Content-Type: application/json", "-d", account,
        ])
        let guest = try token(book, account)
        let booked = try curl([
            book + "/book", "-H", "Authorization: Bearer \(guest)",
            "-H", "Content-Type: application/json", "-d", #"{"event_id": 1}"#,
        ])
        XCTAssertTrue(booked.contains(#""status":"confirmed""#), booked)

        for hidden in [
            book + "/internal/reconciliation", book + "/metrics", facilitators + "/metrics",
            facilitators + "/notify",
        ] {
            let answer = try curl([hidden, "-H", "Authorization: Bearer \(settings["CRM_TOKEN"]!)"])
            XCTAssertTrue(answer.hasPrefix("HTTP/1.1 404"), "\(hidden): \(answer)")
        }
        _ = await mainAPI.stop()
        _ = await crmAPI.stop()
    }

    func testTheLogsOfNginxHaveNoSecretAddress() async throws {
        try await startNginx()
        // MainAPI is not running, so nginx has errors to log.
        for base in ["http://book.example.org:\(plain)", book] {
            for path in ["/calendars/7-secret.ics", "/unsubscribe/7-secret"] {
                _ = try curl([base + path])
            }
        }
        _ = try curl([book + "/events?kind=session"])
        let logs = ["access.log", "error.log"].map { folder + "/" + $0 }
        for log in logs {
            try await waitUntil {
                try String(contentsOfFile: log, encoding: .utf8).contains("/events?kind=session")
            }
            let text = try String(contentsOfFile: log, encoding: .utf8)
            XCTAssertFalse(text.contains("secret"), text)
        }
    }

    func testExampleFilesNameOnlySettingsThatTheProgramsHave() throws {
        for (program, files) in [
            (Program.mainAPI, ["mainapi.env"]), (.crmAPI, ["crmapi.env"]),
        ] {
            let help = try program.run(["--help"]).output
            for file in files {
                let text = try text(of: file)
                for name in text.matches(of: #/(?m)^#?([A-Z_]+)=/#).map({ String($0.1) }) {
                    XCTAssertTrue(help.contains(" \(name) "), "\(file) names \(name)")
                }
            }
        }
        let known =
            try Program.mainAPI.run(["--help"]).output
            + Program.crmAPI.run(["--help"]).output
        for file in ["compose.yml", "Dockerfile"] {
            let set = try text(of: file).matches(
                of: #/(?m)(?:^ {2}|^ {6}|ENV |ENV .* )([A-Z_]+)[:=] ?/#)
            XCTAssertGreaterThan(set.count, 1, file)
            for name in set.map({ String($0.1) }) {
                XCTAssertTrue(known.contains(" \(name) "), "\(file) names \(name)")
            }
        }
    }

    func testBothServicesCanSendMailAsDeployed() throws {
        for file in ["mainapi.env", "crmapi.env"] {
            let settings = try text(of: file)
            for name in ["MAIL_SENDMAIL", "MAIL_FROM", "PUBLIC_URL"] {
                XCTAssertTrue(settings.contains("\(name)="), "\(file): \(name)")
            }
        }
        let services = try text(of: "compose.yml").components(separatedBy: "\n  crmapi:\n")
        XCTAssertEqual(services.count, 2)
        for service in services {
            XCTAssertTrue(service.contains("<<: *mail"), service)
            XCTAssertTrue(service.contains("msmtprc:/etc/msmtprc:ro"), service)
            XCTAssertTrue(service.contains("      PUBLIC_URL: "), service)
        }
    }

    func testTheImageRunsAsItComes() throws {
        let image = try text(of: "Dockerfile")
        for line in [
            "ENV HOST=0.0.0.0 DRAIN_TIMEOUT=8s", "USER 10001:0", "VOLUME /data", "EXPOSE 5000",
            "EXPOSE 5001", "STOPSIGNAL SIGTERM", #"ENTRYPOINT ["/usr/bin/tini", "--"]"#,
        ] {
            XCTAssertTrue(image.contains("\n\(line)\n"), line)
        }
        XCTAssertTrue(image.contains("\nHEALTHCHECK "))
        XCTAssertTrue(try text(of: "compose.yml").contains("stop_grace_period: 20s"))
        for unit in ["mainapi.service", "crmapi.service"] {
            XCTAssertTrue(try text(of: unit).contains("\nTimeoutStopSec=20\n"), unit)
        }
        let ignored = try String(
            contentsOf: projectFolder.appendingPathComponent(".dockerignore"), encoding: .utf8)
        XCTAssertTrue(ignored.contains("\n*\n"), "only named folders are sent")
    }

    private func text(of file: String) throws -> String {
        try String(contentsOf: Self.deploy.appendingPathComponent(file), encoding: .utf8)
    }

    /// The settings in an example file, with the values that an operator fills in.
    private func settings(_ file: String, port: UInt16) throws -> [String: String] {
        var settings: [String: String] = [:]
        for line in try text(of: file).split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            settings[String(parts[0])] = String(parts[1])
                .replacing("https://book.example.org", with: book)
                .replacing("https://crm.example.org", with: facilitators)
        }
        XCTAssertEqual(settings["CRM_TOKEN"], "", "an example has no secret")
        settings["CRM_TOKEN"] = "a-token-of-this-deployment"
        settings["DATABASE"] = "\(folder)/\(file).sqlite"
        settings["PORT"] = "\(port)"
        return settings
    }

    /// Tests the example configuration with `nginx -t`, and runs it.
    private func startNginx() async throws {
        let nginx = try XCTUnwrap(Self.nginx, "nginx is missing: Scripts/check installs it")
        try run(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-nodes", "-days", "2", "-subj", "/CN=book.example.org", "-addext",
                "subjectAltName=DNS:book.example.org,DNS:crm.example.org", "-keyout",
                folder + "/privkey.pem", "-out", folder + "/fullchain.pem",
            ])
        var site = try text(of: "nginx.conf")
            .replacing(#/ *listen \[::\].*\n/#, with: "")
            .replacing(#/\/etc\/letsencrypt\/live\/[a-z.]*/#, with: folder)
            .replacing("listen 80;", with: "listen 127.0.0.1:\(plain) reuseport;")
            .replacing("listen 443 ssl;", with: "listen 127.0.0.1:\(secure) ssl;")
            .replacing(#/127\.0\.0\.1:5000\b/#, with: "127.0.0.1:\(main)")
            .replacing(#/127\.0\.0\.1:5001\b/#, with: "127.0.0.1:\(crm)")
        // nginx takes the option for each address once.
        let first = try XCTUnwrap(site.range(of: "\(secure) ssl;"))
        site.replaceSubrange(first, with: "\(secure) ssl reuseport;")
        try site.write(toFile: folder + "/site.conf", atomically: true, encoding: .utf8)
        let parts = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        let paths = parts.map { "\($0)_temp_path \(folder)/\($0);" }.joined(separator: " ")
        try """
        \(geteuid() == 0 ? "user root;" : "")
        daemon off; pid \(folder)/nginx.pid; error_log \(folder)/error.log;
        events {}
        http { access_log \(folder)/access.log; \(paths) include \(folder)/site.conf; }
        """.write(toFile: folder + "/nginx.conf", atomically: true, encoding: .utf8)
        let arguments = ["-p", folder, "-c", folder + "/nginx.conf", "-e", folder + "/error.log"]
        try run(nginx, ["-t"] + arguments)

        let process = Process()
        process.executableURL = URL(fileURLWithPath: nginx)
        process.arguments = arguments
        try process.run()
        started.append(process)
        let url = "http://127.0.0.1:\(plain)/"
        try await waitUntil { (try? curl([url]))?.contains("301") == true }
    }

    private func token(_ base: String, _ credentials: String) throws -> String {
        let answer = try curl([
            base + "/auth/login", "-H", "Origin: \(book)", "-H", "Content-Type: application/json",
            "-d", credentials,
        ])
        return try XCTUnwrap(answer.firstMatch(of: #/"access_token":"([^"]+)"/#), answer).1
            .description
    }

    /// The head and content of an answer over HTTP/1.1.
    private func curl(_ arguments: [String]) throws -> String {
        try run(
            "/usr/bin/curl",
            [
                "-s", "-i", "--max-time", "10", "--cacert", folder + "/fullchain.pem",
                "--resolve", "book.example.org:\(secure):127.0.0.1",
                "--resolve", "crm.example.org:\(secure):127.0.0.1",
                "--resolve", "book.example.org:\(plain):127.0.0.1",
            ] + arguments)
    }

    /// Runs a program, fails if it does, and returns its output.
    @discardableResult
    private func run(_ path: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let complaint = String(
            decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            struct Failed: Error { let text: String }
            throw Failed(text: "\(path) \(arguments): \(text) \(complaint)")
        }
        return text
    }
}
