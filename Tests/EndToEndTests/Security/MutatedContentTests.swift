import Foundation
import HTTPClient
import TestSupport
import XCTest

/// Almost valid content is accepted or refused with a problem; it never causes a 500, a violated
/// invariant or a hanging connection.
final class MutatedContentTests: SystemTestCase {
    private typealias Members = [(name: String, value: String)]

    private var forms: [ContentForm] = []

    override func setUp() async throws {
        try await super.setUp()
        forms = try await ContentForm.all(of: system)
    }

    /// Replacements for a member's value.
    private static let values = [
        "null", "true", "0", "-1", "-0", "1.0", "1.5", "1e2", "9223372036854775807", "1e308",
        String(repeating: "9", count: 400), #""""#, #"" ""#, #""é\ud83e\uddd8""#, "[]", "{}",
        "[[]]", #"{"id": {}}"#, nested(20), nested(40),
        "\"\(String(repeating: "ab", count: 30_000))\"",
    ]
    private static func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    /// Bytes that are invalid in JSON, and texts that parsers have accepted wrongly.
    private static let fragments = bytes + texts.map { Array($0.utf8) }
    private static let texts = [
        #"\ud800"#, #"\udc00\ud800"#, #"\u0000"#, #"\u12"#, #"\x41"#, "{", "}", "[", "]", ",", ":",
        "1e400", "-", "01", "NaN", "Infinity", "//", "/**/", "'", "true", #""":0,"#, "\u{2028}",
        String(repeating: "[", count: 500), String(repeating: #"{"a":"#, count: 500),
    ]
    private static let bytes: [[UInt8]] = [
        [0x00], [0x0A], [0x1F], [0x22], [0x5C], [0x7F], [0xC0, 0x80], [0xC3, 0x28],
        [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xEF, 0xBB, 0xBF],
    ]

    /// The members of valid content, without a new password, which would invalidate the token.
    private func members(of form: ContentForm) -> Members {
        if form.path == "/me" {
            return [("name", #""Asha Rao""#), ("email", #""asha@example.org""#)]
        }
        return form.fields.compactMap { name, good, _ in good.map { (name, $0) } }
    }

    private static func text(_ members: Members) -> String {
        "{\(members.map { "\"\($0.name)\": \($0.value)" }.joined(separator: ", "))}"
    }

    func testDroppedDoubledRenamedAndRetypedMembersCauseNoFailure() async throws {
        for form in forms {
            let good = members(of: form)
            for index in good.indices {
                let (name, value) = good[index]
                var dropped = good
                dropped.remove(at: index)
                try await send(Self.text(dropped), to: form)
                try await send(Self.text(good + [good[index]]), to: form, status: 400)
                for other in [name.uppercased(), name + " ", name + #"\u0000"#, "", "__proto__"] {
                    try await send(Self.text(dropped + [(other, value)]), to: form)
                }
                for other in Self.values where other != value {
                    try await send(Self.text(dropped + [(name, other)]), to: form)
                }
            }
        }
        try await checkHealth()
    }

    func testRandomlyChangedBytesCauseNoFailure() async throws {
        var random = SplitMix64(seed: 42)
        for form in forms {
            let good = Array(Self.text(members(of: form)).utf8)
            for _ in 1...40 {
                var bytes = good
                for _ in 1...Int.random(in: 1...3, using: &random) {
                    Self.mutate(&bytes, with: &random)
                }
                try await send(bytes, to: form)
            }
        }
        try await checkHealth()
    }

    func testTruncatedContentIsRefused() async throws {
        let form = try XCTUnwrap(forms.first { $0.path == "/book" })
        let before = try await system.settledContents()
        let good = Array(form.body().utf8)
        for length in good.indices { try await send(Array(good[..<length]), to: form, status: 400) }
        XCTAssertEqual(try system.contents(), before)
        try await send(good, to: form, status: 201)
    }

    private static func mutate(_ bytes: inout [UInt8], with random: inout SplitMix64) {
        let start = Int.random(in: 0..<max(1, bytes.count), using: &random)
        let end = min(bytes.count, start + Int.random(in: 1...8, using: &random))
        let slice = start < end ? start..<end : 0..<bytes.count
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes.removeSubrange(slice)
        case 1: bytes.insert(contentsOf: bytes[slice], at: slice.upperBound)
        case 2: bytes.replaceSubrange(slice, with: bytes[slice].reversed())
        case 3 where !slice.isEmpty:
            bytes[slice.lowerBound] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        default:
            let fragment = fragments.randomElement(using: &random) ?? []
            bytes.insert(contentsOf: fragment, at: slice.lowerBound)
        }
    }

    private func send(_ text: String, to form: ContentForm, status: Int? = nil) async throws {
        try await send(Array(text.utf8), to: form, status: status)
    }

    /// Sends content and checks that the response's status is documented.
    private func send(_ bytes: [UInt8], to form: ContentForm, status: Int? = nil) async throws {
        let response = try await form.client.send(form.method, form.path, body: bytes, [:])
        let content = String(decoding: bytes.prefix(400), as: UTF8.self)
        let label = "\(form.method) \(form.path) \(content): \(response.text.prefix(300))"
        var documented: Set = [200, 201, 202, 204, 400, 404, 409, 413, 422]
        if form.path == "/auth/login" { documented.formUnion([401, 429]) }
        XCTAssertTrue(documented.contains(response.status), "\(response.status): \(label)")
        if let status { XCTAssertEqual(response.status, status, label) }
        if response.status >= 400 { response.checkProblem(label) }
    }

    /// Checks that no internal error was counted and no invariant is violated.
    private func checkHealth() async throws {
        for client in [system.main, system.crm] {
            let metrics = try await client.get("/metrics").text
            XCTAssertTrue(metrics.contains("\ninternal_errors_total 0\n"), client.base)
        }
        let check = try Program.mainAPI.run(["check", "--database", system.folder + "/main.sqlite"])
        XCTAssertEqual(check.output, "no violations\n", check.errors)
    }
}
