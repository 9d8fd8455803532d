import BookingStore
import Foundation
import SQLite
import TestSupport
import XCTest

/// `doctor` on sound and unsound installations.
final class DoctorCommandTests: XCTestCase {
    private var installation: Installation!

    override func setUp() async throws { installation = try await Installation() }
    override func tearDown() async throws { await installation?.close() }

    func testASoundInstallationHasNoErrors() async throws {
        let asha = try await installation.main.client.registered("asha")
        _ = try await asha.book(1)
        try await installation.waitForDelivery()
        let (status, lines) = try script()
        XCTAssertEqual(status, 0, "\(lines)")
        XCTAssertEqual(lines.last, "No errors.")
        for part in [
            "MainAPI ok: CRMAPI answers at", "CRMAPI ok: MainAPI answers at",
            "MainAPI ok: both services hold the same CRM_TOKEN",
            "CRMAPI ok: both services hold the same CRM_TOKEN",
            "MainAPI ok: MainAPI is installation ", "CRMAPI ok: MainAPI is installation ",
            "version \(BookingMigrations.all.count), no damage",
            "installation ok: both services agree: bookings: 1",
            "installation ok: SQLite",
        ] {
            XCTAssertTrue(lines.contains { $0.contains(part) }, "\(part): \(lines)")
        }
        XCTAssertFalse(lines.joined().contains(Installation.token), "no secret is printed")
    }

    func testAFileReadableByOthersIsAnError() async throws {
        for file in ["main.sqlite", "main.sqlite.main-key"] {
            let path = "\(installation.folder)/\(file)"
            XCTAssertEqual(chmod(path, 0o644), 0)
            XCTAssertEqual(
                try errors("MainAPI").map { $0.contains("\(file) can be opened by others") }, [true]
            )
            XCTAssertEqual(chmod(path, 0o600), 0)
        }
        XCTAssertEqual(try errors("MainAPI"), [])
    }

    func testAWrongTokenAndAWrongAddressAreErrors() async throws {
        for service in ["MainAPI", "CRMAPI"] {
            let other = try errors(service, ["CRM_TOKEN": "another-token"])
            XCTAssertEqual(
                other.map { $0.contains("does not take this CRM_TOKEN") }, [true], "\(other)")
        }
        let wrongService = try errors("MainAPI", ["CRM_URL": installation.main.address])
        XCTAssertEqual(wrongService.map { $0.contains("is not CRMAPI") }, [true], "\(wrongService)")
        let unreachable = try errors("MainAPI", ["CRM_URL": "http://127.0.0.1:1"])
        XCTAssertEqual(
            unreachable.map { $0.contains("CRMAPI does not answer at") }, [true], "\(unreachable)")
    }

    func testAStoppedServiceAndAUsedPortAreErrors() async throws {
        let port = try XCTUnwrap(installation.crm.address.split(separator: ":").last)
        let inUse = try errors("MainAPI", ["PORT": String(port)])
        XCTAssertEqual(inUse.map { $0.contains("port \(port) is taken") }, [true], "\(inUse)")
        _ = await installation.main.stop()
        let down = try errors("MainAPI")
        XCTAssertEqual(down.map { $0.contains("MainAPI does not run at") }, [true], "\(down)")
        let (status, lines) = try script()
        XCTAssertEqual(status, 1)
        XCTAssertTrue(lines.contains { $0.contains("CRMAPI error: MainAPI does not answer") })
        XCTAssertEqual(lines.last, "There are errors: see the lines marked error.")
    }

    func testADatabaseOfTheOtherServiceIsAnError() async throws {
        let foreign = try errors("MainAPI", ["DATABASE": installation.folder + "/crm.sqlite"])
        XCTAssertTrue(
            foreign.contains {
                $0.contains("is a database of CRMAPI") && $0.contains("Set DATABASE to the file")
            }, "\(foreign)")
    }

    func testADamagedANewerAndAnOlderDatabaseAreReported() async throws {
        _ = await installation.main.stop()
        let path = installation.folder + "/main.sqlite"
        func setVersion(_ version: Int) throws {
            try run("/usr/bin/sqlite3", [path, "PRAGMA user_version = \(version)"])
        }
        let latest = BookingMigrations.all.count
        try setVersion(latest + 1)
        let newer = try errors("MainAPI")
        XCTAssertTrue(newer[0].contains("schema version \(latest + 1), and this program \(latest)"))
        try setVersion(latest - 1)
        let older = try doctor("MainAPI")
        XCTAssertTrue(
            older.contains {
                $0.hasPrefix("MainAPI warning:")
                    && $0.contains("the next start brings it up to date")
            }, "\(older)")
        try setVersion(latest)

        let file = try XCTUnwrap(FileHandle(forUpdatingAtPath: path))
        try file.seek(toOffset: 4_096 * 3)
        try file.write(contentsOf: Data(repeating: 0xA5, count: 4_096 * 4))
        try file.close()
        let damaged = try errors("MainAPI")
        XCTAssertTrue(damaged[0].contains("is damaged"), "\(damaged)")
    }

    func testTheTestLetterShowsThatTheMailProgramFails() async throws {
        let script = installation.folder + "/sendmail"
        XCTAssertTrue(
            FileManager.default.createFile(
                atPath: script,
                contents: Data(
                    "#!/bin/sh\nprintf 'cannot open\\nthe queue\\n' >&2; exit 75\n".utf8),
                attributes: [.posixPermissions: 0o700]))
        for service in ["MainAPI", "CRMAPI"] {
            let findings = try errors(
                service, ["MAIL_SENDMAIL": script, "DOCTOR_MAIL": "asha@example.org"])
            XCTAssertEqual(
                findings.map { $0.contains("refused (status 75: cannot open; the queue): ") },
                [true],
                "\(findings)")
            let folder = try doctor(service, ["DOCTOR_MAIL": "asha@example.org"])
            XCTAssertTrue(
                folder.contains {
                    $0.contains("a test letter to asha@example.org was handed over")
                }, "\(folder)")
            let missing = try errors(service, ["MAIL_SENDMAIL": script + "-missing"])
            XCTAssertEqual(
                missing.map { $0.contains("is not an executable file") }, [true], "\(missing)")
        }
    }

    func testTheTestLetterByRootIsSentAsTheServicesUser() async throws {
        try XCTSkipUnless(geteuid() == 0, "only root can change users")
        let (folder, account) = (installation.folder, uid_t(65_534))
        let script = folder + "/sendmail"
        let commands = "echo $(id -un):$(id -gn) $HOME >&2; grep -q 'Test letter' && exit $CODE"
        let data = folder + "/data"
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        XCTAssertEqual(chown(data, account, account), 0)
        let changes = [
            "MAIL_SENDMAIL": script, "DATABASE": data + "/main.sqlite",
            "DOCTOR_MAIL": "asha@example.org",
        ]
        func findings(endingWith status: Int) throws -> [String] {
            try? FileManager.default.removeItem(atPath: script)
            XCTAssertTrue(
                FileManager.default.createFile(
                    atPath: script,
                    contents: Data(
                        "#!/bin/sh\n\(commands.replacing("$CODE", with: "\(status)"))\n".utf8),
                    attributes: [.posixPermissions: 0o755]))
            return try doctor("MainAPI", changes).filter { $0.contains("test letter") }
        }
        let refused = try findings(endingWith: 75)
        XCTAssertEqual(
            refused.map { $0.contains("refused (status 75: nobody:nogroup /nonexistent): ") },
            [true], "\(refused)")
        let sent = try findings(endingWith: 0)
        XCTAssertEqual(
            sent.map { $0.hasSuffix("asha@example.org was handed over by nobody") }, [true],
            "\(sent)")
    }

    func testAMailProgramThatNeedsPrivilegesIsAnErrorThatNamesItsKind() async throws {
        let folder = installation.folder
        let running = try Program.mainAPI.start(
            ["--port", "0", "--database", folder + "/restricted.sqlite"],
            environment: installation.settings,
            launcher: ["/usr/bin/setpriv", "--no-new-privs"])
        let program = folder + "/mailer"
        try FileManager.default.copyItem(atPath: "/bin/true", toPath: program)
        for (mode, kind) in [
            (0o4755, "set-user-ID"), (0o2755, "set-group-ID"), (0o6755, "set-user-ID"),
            (0o755, nil),
        ] {
            XCTAssertEqual(chmod(program, mode_t(mode)), 0)
            let errors = try errors(
                "MainAPI",
                ["MAIL_SENDMAIL": program, "DATABASE": folder + "/restricted.sqlite"])
            XCTAssertEqual(
                errors.filter { $0.contains(program) }.map {
                    $0.contains("mailer is \(kind ?? ""), and the service cannot gain privileges")
                }, kind == nil ? [] : [true], "\(errors)")
        }
        _ = await running.stop()
    }

    func testFilesOfATestLetterByRootBelongToTheService() async throws {
        try XCTSkipUnless(geteuid() == 0, "only root can change owners")
        let owner: uid_t = 65_534
        let data = installation.folder + "/data"
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        XCTAssertEqual(chown(data, owner, owner), 0)
        let changes = ["DATABASE": data + "/main.sqlite", "DOCTOR_MAIL": "asha@example.org"]
        _ = try doctor("MainAPI", changes)
        for file in [data + "/mail", data + "/mail/test-letter.eml"] {
            var attributes = stat()
            XCTAssertEqual(stat(file, &attributes), 0, file)
            XCTAssertEqual(attributes.st_uid, owner, file)
        }
    }

    func testAConfigurationOfMsmtpThatTheServiceCannotReadIsAnError() async throws {
        try XCTSkipUnless(geteuid() == 0, "only root can change owners")
        let (folder, account) = (installation.folder, uid_t(65_534))
        let program = folder + "/msmtp"
        try FileManager.default.createSymbolicLink(
            atPath: program, withDestinationPath: "/bin/true")
        let data = folder + "/data"
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        XCTAssertEqual(chown(data, account, account), 0)
        let changes = [
            "MAIL_SENDMAIL": "\(program) -C \(folder)/msmtprc", "DATABASE": data + "/crm.sqlite",
        ]
        func states() throws -> [String] {
            try errors("CRMAPI", changes).filter { $0.contains("msmtprc") }
        }
        let missing = try states()
        XCTAssertEqual(missing.map { $0.contains("msmtprc cannot be examined") }, [true])
        try Data("password three-quiet-days\n".utf8)
            .write(to: URL(fileURLWithPath: folder + "/msmtprc"))
        XCTAssertEqual(chmod(folder + "/msmtprc", 0o640), 0)
        let unreadable = try states()
        XCTAssertEqual(
            unreadable.map {
                $0.contains("msmtprc cannot be read by nobody")
                    && $0.contains("Give the file a group of the service's user")
            }, [true],
            "\(unreadable)")
        XCTAssertEqual(chown(folder + "/msmtprc", 0, 1), 0)
        let inAnotherGroup = try states()
        XCTAssertEqual(
            inAnotherGroup.map { $0.contains("usermod -a -G daemon nobody") }, [true],
            "\(inAnotherGroup)")
        XCTAssertEqual(chown(folder + "/msmtprc", 0, account), 0)
        XCTAssertEqual(try states(), [])
    }

    func testAccountLettersThatWaitOrWereGivenUpAreReported() async throws {
        await installation.stop()
        for (service, file) in [("MainAPI", "main.sqlite"), ("CRMAPI", "crm.sqlite")] {
            let insert = """
                INSERT INTO account_letters
                    (kind, address, identity, created_at, attempts, next_attempt_at)
                VALUES ('confirm_address', 'asha@example.org', 'a', unixepoch() - 7200, 5, NULL),
                    ('confirm_address', 'bhavin@example.org', 'b', unixepoch() - 7200, 5,
                    unixepoch() + 600)
                """
            try run("/usr/bin/sqlite3", [installation.folder + "/" + file, insert])
            let warnings = try doctor(service).filter { $0.hasPrefix("\(service) warning: ") }
            for part in [
                "1 letters about accounts were given up", "1 letters about accounts have waited",
            ] {
                XCTAssertTrue(warnings.contains { $0.contains(part) }, "\(part): \(warnings)")
            }
        }
    }

    func testAddressesForBrowsersAreExamined() async throws {
        let sound = try doctor("MainAPI")
        for variable in ["PUBLIC_URL", "CRM_PUBLIC_URL"] {
            XCTAssertTrue(
                sound.contains { $0.contains("MainAPI warning: \(variable) is http://127.0.0.1") },
                "\(sound)")
            let unsafe = try errors("MainAPI", [variable: "http://book.example.invalid"])
            let parts = ["without https", "no service responds", "refuses calls from the pages"]
            XCTAssertEqual(
                unsafe.map { line in parts.firstIndex { line.contains($0) } },
                variable == "PUBLIC_URL" ? [0, 1, 2] : [0, 1], "\(unsafe)")
        }
    }

    func testAddressesForBrowsersThatLeadElsewhereAreErrors() async throws {
        let (main, crm) = (installation.main.address, installation.crm.address)
        XCTAssertEqual(
            try errors("MainAPI", ["CRM_PUBLIC_URL": main]).map {
                $0.contains("CRM_PUBLIC_URL is \(main), which does not lead to CRMAPI")
            }, [true])
        let other = main.replacing("127.0.0.1", with: "127.0.0.2")
        let errors = try errors("MainAPI", ["PUBLIC_URL": crm, "CRM_PUBLIC_URL": crm])
        XCTAssertTrue(
            errors.contains { $0.contains("PUBLIC_URL is \(crm), which does not lead to MainAPI") },
            "\(errors)")
        let refused = try self.errors("MainAPI", ["PUBLIC_URL": other])
        XCTAssertEqual(
            refused.map {
                $0.contains("CRMAPI refuses calls from the pages of \(other)")
                    && $0.contains("Set CORS_ORIGINS=\(other)")
            }, [true], "\(refused)")
    }

    func testInvariantViolationsAndDifferingBookingsAreErrors() async throws {
        let asha = try await installation.main.client.registered("asha")
        _ = try await asha.book(1)
        try await installation.waitForDelivery()
        try run(
            "/usr/bin/sqlite3",
            [installation.folder + "/crm.sqlite", "UPDATE bookings SET status = 'cancelled'"])
        let (status, lines) = try script()
        XCTAssertEqual(status, 1)
        XCTAssertTrue(
            lines.contains { $0.contains("the services' bookings do not agree") }, "\(lines)")
        try run(
            "/usr/bin/sqlite3",
            [
                installation.folder + "/main.sqlite",
                "UPDATE event_seats SET taken = taken + 1",
            ])
        let violated = try errors("MainAPI")
        XCTAssertTrue(violated[0].contains("counts 2 seats taken"), "\(violated)")
    }

    private func errors(_ service: String, _ changes: [String: String] = [:]) throws -> [String] {
        try doctor(service, changes).filter { $0.hasPrefix("\(service) error: ") }
    }

    private func doctor(_ service: String, _ changes: [String: String] = [:]) throws -> [String] {
        let isMain = service == "MainAPI"
        var settings = installation.settings
        settings["DATABASE"] = "\(installation.folder)/\(isMain ? "main" : "crm").sqlite"
        settings["PORT"] = port(isMain ? installation.main : installation.crm)
        settings.merge(changes) { $1 }
        let result = try (isMain ? Program.mainAPI : .crmAPI).run(["doctor"], environment: settings)
        let lines = result.output.split(separator: "\n").map(String.init)
        XCTAssertEqual(
            result.status, lines.contains { $0.contains(" error: ") } ? 1 : 0, result.errors)
        return lines
    }

    private func port(_ program: RunningProgram) -> String {
        String(program.address.split(separator: ":").last ?? "")
    }

    /// Runs `Scripts/doctor` on the installation.
    private func script() throws -> (status: Int32, lines: [String]) {
        var settings = installation.settings
        settings["PATH"] = ProcessInfo.processInfo.environment["PATH"]
        settings["BINARIES"] =
            URL(fileURLWithPath: Program.mainAPI.path)
            .deletingLastPathComponent().path
        settings["ENVIRONMENTS"] = installation.folder
        settings["DATABASE_MAIN"] = installation.folder + "/main.sqlite"
        settings["DATABASE_CRM"] = installation.folder + "/crm.sqlite"
        settings["PORT_MAIN"] = port(installation.main)
        settings["PORT_CRM"] = port(installation.crm)
        let (status, output) = try run(
            projectFolder.appendingPathComponent("Scripts/doctor").path, [], settings)
        return (status, output.split(separator: "\n").map(String.init))
    }

    @discardableResult
    private func run(
        _ path: String, _ arguments: [String], _ environment: [String: String] = [:]
    ) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = environment
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = String(
            decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, output)
    }
}
