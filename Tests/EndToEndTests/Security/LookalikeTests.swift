import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// Usernames have one spelling, and person names cannot be invisible or leave their line.
final class LookalikeTests: SystemTestCase {
    /// Spellings of a name that look or fold like it.
    private static func lookalikes(of name: String) -> [String] {
        let rest = name.dropFirst()
        return [
            "к\(rest)", "ｋ\(rest)", "\u{212A}\(rest)", "𝓀\(rest)", "ĸ\(rest)",
            name.replacing("a", with: "а"), name.replacing("a", with: "ａ"),
            name.replacing("a", with: "ª"), name.replacing("i", with: "ı"),
            name.replacing("i", with: "İ"), name.replacing("y", with: "у"),
            name.replacing("a", with: "a\u{301}"), "\(name)\u{200B}", "\u{200D}\(name)",
            "\u{FEFF}\(name)", "\(name)\u{FE0F}", "\u{202D}\(name)\u{202C}", "\(name)\u{AD}",
            "\(name) ", " \(name)", "\(name)\u{A0}",
        ].filter { Array($0.utf8) != Array(name.utf8) }
    }

    func testRegistrationWithALookalikeUsernameIsRefused() async throws {
        _ = try await system.guest("kabir")
        let before = try await system.settledContents()
        for username in Self.lookalikes(of: "kabir") {
            let response = try await system.main.post(
                "/auth/register",
                #"{"username": \#(username.asJSON), "password": "good-password"}"#)
            XCTAssertEqual(response.status, 422, username)
            XCTAssertEqual(response.json["errors"]?[0]?["field"]?.string, "username")
        }
        for username in ["KABIR", "Kabir", "kABIR"] {
            let response = try await system.main.post(
                "/auth/register", #"{"username": "\#(username)", "password": "good-password"}"#)
            XCTAssertEqual(response.status, 409, username)
            XCTAssertEqual(response.code, "username_taken")
        }
        XCTAssertEqual(try system.contents(), before)
    }

    func testLoginWithALookalikeUsernameIsRefused() async throws {
        _ = try await system.guest("kabir")
        for (service, name, password) in [
            (system.main, "kabir", "kabir-password"), (system.crm, "kavya", "kavya123"),
        ] {
            // A login ignores spaces around the username.
            for username in Self.lookalikes(of: name) where !username.contains(" ") {
                let response = try await service.post(
                    "/auth/login",
                    #"{"username": \#(username.asJSON), "password": "\#(password)"}"#)
                XCTAssertNotEqual(response.status, 200, username)
            }
            let own = try await service.logIn(name.uppercased(), password)
            XCTAssertEqual(own.status, 200, "no attempt was counted against \(name)")
        }
    }

    func testPersonNamesAreVisibleOnOneLineAndBounded() async throws {
        let asha = try await system.guest("asha")
        let flood = String(repeating: "\u{301}", count: 99)
        let good = [
            "Zoë", "Zoe\u{308}", "भाविन", "क्\u{200D}ष", "👩\u{200D}💻", "אשה", "عائشة", "А. Б.",
            "K", "\u{200F}אשה", "a\(flood)", "O’Brien-Ж", "İlkay Iğdır",
        ]
        for name in good {
            let response = try await asha.patch("/me", #"{"name": \#(name.asJSON)}"#)
            XCTAssertEqual(response.status, 200, name)
            let shown = response.json["name"]?.string.map { Array($0.utf8) }
            XCTAssertEqual(shown, Array(name.utf8), "no byte is changed")
        }
        let bad = [
            "", " ", "\u{3000}", "\u{200B}", "\u{200D}\u{2060}", "\u{3164}", "\u{FEFF}",
            "\u{E0041}", "a\(flood)\u{301}", "a\nb", "a\r\nb", "a\tb", "a\u{0}b", "a\u{1B}[31mb",
            "a\u{85}b",
            "a\u{2028}b", "a\u{2029}b", "\u{202E}ahsA", "\u{202A}a", "a\u{202C}",
            "\u{2067}a\u{2069}", "\u{202D}a\u{202C}",
        ]
        for name in bad {
            let response = try await asha.patch("/me", #"{"name": \#(name.asJSON)}"#)
            XCTAssertEqual(response.status, 422, name.debugDescription)
            XCTAssertEqual(response.json["errors"]?[0]?["field"]?.string, "name")
        }
        let kept = try await asha.get("/me").json["name"]?.string
        XCTAssertEqual(kept, good.last)
    }

    func testCodesInOtherLettersAreRefused() async throws {
        let event = try await system.event()
        let arjun = try await system.arjun()
        for (field, value) in [
            ("currency", "\u{212A}RW"), ("currency", "ＩＮＲ"), ("currency", "inr"),
            ("time_zone", "Asia/\u{212A}olkata"), ("time_zone", "Asia/Kolkаta"),
            ("kind", "ѕession"), ("kind", "SESSION"),
            ("starts_at", "２０２７-01-25T08:00:00Z"), ("starts_at", "٢٠٢٧-01-25T08:00:00Z"),
        ] {
            let response = try await arjun.put(
                "/api/facilitator/2/events/\(event)", #"{"\#(field)": \#(value.asJSON)}"#)
            XCTAssertEqual(response.status, 422, "\(field) \(value)")
            XCTAssertEqual(response.json["errors"]?[0]?["field"]?.string, field)
        }
    }
}
