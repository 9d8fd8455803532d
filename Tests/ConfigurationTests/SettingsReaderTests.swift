import Configuration
import Foundation
import XCTest

final class SettingsReaderTests: XCTestCase {
    private enum Mail: String, CaseIterable { case folder, sendmail }

    /// A setting of each type.
    private struct Settings {
        let host: String
        let port: Int
        let demo: Bool
        let hold: Duration
        let other: String
        let origins: [String]
        let mail: Mail
        let folder: String?
        let key: Secret?

        init(_ reader: inout SettingsReader) {
            host = reader.string(
                flag: "--host", variable: "HOST", default: "127.0.0.1", help: "Where to listen.")
            port = reader.integer(
                flag: "--port", variable: "PORT", default: 5000, in: 0...65535, help: "The port.")
            demo = reader.boolean(flag: "--demo", variable: "DEMO", help: "Adds demo data.")
            hold = reader.duration(
                flag: "--hold", variable: "HOLD", default: .seconds(900),
                in: .seconds(1) ... .seconds(86_400), help: "How long seats are held.")
            other = reader.url(
                variable: "CRM_URL", default: "http://127.0.0.1:5001", help: "The other service.")
            origins = reader.list(variable: "ORIGINS", maximumCount: 3, help: "Who may call.")
            mail = reader.choice(variable: "MAIL", default: .folder, help: "How mail leaves.")
            folder = reader.optionalString(
                flag: "--folder", variable: "FOLDER", length: 1...10, help: "Where mail goes.")
            key = reader.secret(
                variable: "KEY", minimumLength: 8, defaultText: "made at random",
                help: "Signs tokens.")
        }
    }

    private func read(
        _ arguments: [String] = [], _ environment: [String: String] = [:]
    ) -> (Settings, errors: [String]) {
        var reader = SettingsReader(arguments: arguments, environment: environment)
        let settings = Settings(&reader)
        do throws(SettingsError) {
            try reader.finish()
        } catch {
            return (settings, error.messages)
        }
        return (settings, [])
    }

    func testUnsetAndEmptySettingsHaveTheirDefaults() {
        let (settings, errors) = read([], ["PORT": "", "DEMO": "", "KEY": ""])
        XCTAssertEqual(errors, [])
        XCTAssertEqual(settings.host, "127.0.0.1")
        XCTAssertEqual(settings.port, 5000)
        XCTAssertFalse(settings.demo)
        XCTAssertEqual(settings.hold, .seconds(900))
        XCTAssertEqual(settings.other, "http://127.0.0.1:5001")
        XCTAssertEqual(settings.origins, [])
        XCTAssertEqual(settings.mail, .folder)
        XCTAssertNil(settings.folder)
        XCTAssertNil(settings.key)
    }

    func testFlagsAreReadInBothSpellingsAndAnyOrder() {
        let (settings, errors) = read(["--demo", "--port=0", "--host", "::1", "--hold", "2h"])
        XCTAssertEqual(errors, [])
        XCTAssertEqual(settings.host, "::1")
        XCTAssertEqual(settings.port, 0)
        XCTAssertTrue(settings.demo)
        XCTAssertEqual(settings.hold, .seconds(7200))
    }

    func testAFlagOverridesItsVariable() {
        let (settings, errors) = read(
            ["--port", "1", "--demo=off"], ["PORT": "not read", "DEMO": "1", "HOST": "::1"])
        XCTAssertEqual(errors, [])
        XCTAssertEqual(settings.port, 1)
        XCTAssertFalse(settings.demo)
        XCTAssertEqual(settings.host, "::1")
    }

    func testVariablesAreReadByTheirTypes() {
        let (settings, errors) = read(
            [],
            [
                "DEMO": "yes", "HOLD": "500s", "CRM_URL": "https://crm.example/base/",
                "ORIGINS": "http://a.example, http://b.example ,", "MAIL": "sendmail",
                "FOLDER": "mail", "KEY": "12345678",
            ])
        XCTAssertEqual(errors, [])
        XCTAssertTrue(settings.demo)
        XCTAssertEqual(settings.hold, .seconds(500))
        XCTAssertEqual(settings.other, "https://crm.example/base")
        XCTAssertEqual(settings.origins, ["http://a.example", "http://b.example"])
        XCTAssertEqual(settings.mail, .sendmail)
        XCTAssertEqual(settings.folder, "mail")
        XCTAssertEqual(settings.key?.bytes, Array("12345678".utf8))
    }

    func testAllErrorsAreReportedAtOnce() {
        let (settings, errors) = read(
            ["--port", "70000", "--demo=maybe", "--host", "--hold", "15", "--nope=1", "stray"],
            [
                "CRM_URL": "ftp://x", "ORIGINS": "a,b,c,d", "MAIL": "pigeon",
                "FOLDER": "much too long", "KEY": "short",
            ])
        XCTAssertEqual(
            errors,
            [
                "--host needs a value: text",
                "--port is “70000”, but must be an integer from 0 to 65535",
                "--demo is “maybe”, but must be 1 or 0",
                "--hold is “15”, but must be a duration in 1s–1d, such as 90s or 15m",
                "CRM_URL is “ftp://x”, but must be an address such as http://127.0.0.1:5000",
                "ORIGINS is “a,b,c,d”, but must be a list of at most 3",
                "MAIL is “pigeon”, but must be one of folder, sendmail",
                "FOLDER is “much too long”, but must be one line of 1 to 10 characters",
                "KEY must be at least 8 bytes, on one line (it is not shown here)",
                "“--nope” is not a flag of this program",
                "“stray” is an unexpected argument",
            ])
        XCTAssertEqual(settings.port, 5000, "an invalid setting reads as its default")
    }

    func testInexactValuesAreRefused() {
        let refused: [(variable: String, values: [String])] = [
            ("PORT", ["+5", " 5", "5 ", "0x5", "5.0", "٥", "-1", "99999999999999999999", "-"]),
            ("DEMO", ["TRUE", "2", " 1"]),
            ("HOLD", ["0s", "-1s", "1.5h", "+1s", "s", "1 s", "2d", "9223372036854775807d"]),
            ("MAIL", ["Folder", "folder "]),
            ("HOST", ["a\nb", "\u{7f}", String(repeating: "a", count: 1025)]),
            ("ORIGINS", ["a, ,b", "a\tb"]),
            (
                "CRM_URL",
                [
                    "http://", "http:///x", "http://user@host", "http://host?x", "http://host#x",
                    "http://host:0", "http://host:70000", "http://host:", "http://ho st",
                    "HTTP://host", "http://[::1", "http://[]:5", "http://[::1]5", "http://hôst",
                    "http://host/\r\n", "//host",
                ]
            ),
        ]
        for (variable, values) in refused {
            for value in values {
                XCTAssertEqual(read([], [variable: value]).errors.count, 1, "\(variable)=\(value)")
            }
        }
    }

    func testAFileOfSettingsOverridesTheEnvironment() throws {
        let path = NSTemporaryDirectory() + "settings-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        func read(_ text: String, _ arguments: [String] = []) throws -> (Settings, String) {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            var reader = SettingsReader(
                arguments: ["--env-file", path] + arguments,
                environment: ["PORT": "1", "HOST": "::1"])
            reader.readFile(flag: "--env-file", variable: "ENV_FILE", help: "A file.")
            let settings = Settings(&reader)
            do {
                try reader.finish()
                return (settings, "")
            } catch {
                return (settings, "\(error)")
            }
        }
        let (settings, errors) = try read(
            """
            # A comment
            ; another

              PORT = 2\r
            FOLDER='a "b"'
            CRM_URL="http://\\"localhost"
            HOST=
            """.replacing("http://\\\"localhost", with: "http://localhost"))
        XCTAssertEqual(errors, "")
        XCTAssertEqual(settings.port, 2)
        XCTAssertEqual(settings.folder, "a \"b\"")
        XCTAssertEqual(settings.other, "http://localhost")
        XCTAssertEqual(settings.host, "::1", "an empty variable counts as unset")
        XCTAssertEqual(try read("PORT=2", ["--port", "3"]).0.port, 3)

        XCTAssertEqual(
            try read("PORT=70000").1,
            "PORT in \(path) is “70000”, but must be an integer from 0 to 65535")
        XCTAssertEqual(
            try read("PORT=2\nexport HOST=::1\nKEY=hunter2 \\\nNAME").1,
            [2, 3, 4].map { "line \($0) of \(path) is not of the form NAME=value" }
                .joined(separator: "\n"))
        var reader = SettingsReader(arguments: ["--env-file", path + "-away"], environment: [:])
        reader.readFile(flag: "--env-file", variable: "ENV_FILE", help: "A file.")
        XCTAssertThrowsError(try reader.finish()) { error in
            XCTAssertTrue("\(error)".contains("cannot be read: opening \(path)-away"), "\(error)")
        }
    }

    func testServiceAddressesAreNotChanged() {
        for url in ["http://localhost:5001", "http://[::1]:5001", "https://a-b.example/x/y%20z"] {
            let (settings, errors) = read([], ["CRM_URL": url])
            XCTAssertEqual(errors, [])
            XCTAssertEqual(settings.other, url)
        }
    }

    func testAFlagGivenTwiceIsAnError() {
        let (_, errors) = read(["--port", "1", "--port=2"])
        XCTAssertEqual(errors, ["--port is given 2 times"])
    }

    func testAnErrorShowsAShortenedValueWithoutControlCharacters() {
        let value = "\u{1b}[31m" + String(repeating: "x", count: 200)
        let (_, errors) = read([], ["MAIL": value])
        let shown = String(repeating: "x", count: 75)
        XCTAssertEqual(
            errors, ["MAIL is “\u{FFFD}[31m\(shown)…”, but must be one of folder, sendmail"])
    }

    func testAnErrorDoesNotShowASecret() {
        let (_, errors) = read([], ["KEY": "hunter2"])
        XCTAssertEqual(errors.count, 1)
        XCTAssertFalse(errors.joined().contains("hunter2"))
    }

    func testACommandIsTheWordsThatBelongToNoFlag() throws {
        for arguments in [
            ["facilitator", "add", "--port", "1"], ["--port", "1", "facilitator", "add"],
            ["facilitator", "--port=1", "add"],
        ] {
            var reader = SettingsReader(arguments: arguments, environment: [:])
            XCTAssertEqual(Settings(&reader).port, 1)
            XCTAssertEqual(reader.command(), ["facilitator", "add"])
            try reader.finish()
        }
    }

    func testTheProgramsErrorsComeWithTheReaders() {
        var reader = SettingsReader(arguments: ["--odd"], environment: [:])
        reader.reject("CRM_TOKEN must be set when HOST is not loopback")
        XCTAssertThrowsError(try reader.finish()) { error in
            XCTAssertEqual(
                "\(error)",
                """
                CRM_TOKEN must be set when HOST is not loopback
                “--odd” is not a flag of this program
                """)
        }
    }

    func testHelpPrintsTheDeclaredSettings() throws {
        var reader = SettingsReader(arguments: ["--help"], environment: [:])
        XCTAssertTrue(reader.wantsHelp)
        _ = Settings(&reader)
        try reader.finish()
        let none = ""
        XCTAssertEqual(
            reader.declared.table,
            """
            FLAG      VARIABLE  VALUE             DEFAULT                MEANING
            --host    HOST      text              127.0.0.1              Where to listen.
            --port    PORT      0–65535           5000                   The port.
            --demo    DEMO      1 or 0            off                    Adds demo data.
            --hold    HOLD      1s–1d             15m                    How long seats are held.
            \(none)          CRM_URL   URL               http://127.0.0.1:5001  The other service.
            \(none)          ORIGINS   a,b,…             none                   Who may call.
            \(none)          MAIL      folder, sendmail  folder                 How mail leaves.
            --folder  FOLDER    text              none                   Where mail goes.
            \(none)          KEY       secret            made at random         Signs tokens.
            """)
    }
}
