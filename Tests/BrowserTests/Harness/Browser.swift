import Foundation
import JSONCoding
import XCTest

/// A tab of the browser, looking at one site.
final class Browser: Sendable {
    /// For what never happens, however slow the machine.
    private static let patience = Duration.seconds(60)

    private let process: BrowserProcess
    /// Where the site is.
    let site: String

    init(_ process: BrowserProcess, site: String) {
        self.process = process
        self.site = site
    }

    // Where it looks

    /// Opens a page of the site.
    func open(_ path: String) async throws {
        try await process.send("POST", "/url", ["url": .string(site + path)])
    }

    /// The path that it shows now.
    var path: String {
        get async throws { try await run("return location.pathname").string ?? "" }
    }

    /// The size of the window's inside, in CSS pixels.
    func resize(width: Int, height: Int) async throws {
        try await command(
            "Emulation.setDeviceMetricsOverride",
            [
                "width": .integer(Int64(width)), "height": .integer(Int64(height)),
                "deviceScaleFactor": 1, "mobile": false,
            ])
    }

    /// Whether the visitor likes it dark, and whether they like things to move.
    func prefer(dark: Bool, reducedMotion: Bool = false) async throws {
        try await command(
            "Emulation.setEmulatedMedia",
            [
                "features": [
                    ["name": "prefers-color-scheme", "value": dark ? "dark" : "light"],
                    [
                        "name": "prefers-reduced-motion",
                        "value": reducedMotion ? "reduce" : "no-preference",
                    ],
                ]
            ])
    }

    /// The page as it goes to paper.
    func print() async throws {
        try await command("Emulation.setEmulatedMedia", ["media": "print"])
    }

    /// Whether scripts run at all.
    func allowScripts(_ allowed: Bool) async throws {
        try await command("Emulation.setScriptExecutionDisabled", ["value": .bool(!allowed)])
    }

    // What is on the page

    /// Runs a function's body in the page.
    @discardableResult
    func run(_ script: String, _ arguments: JSONValue...) async throws -> JSONValue {
        try await process.send(
            "POST", "/execute/sync",
            ["script": .string(script), "args": .array(arguments)])
    }

    /// Runs the body of an asynchronous function in the page and waits for its result.
    func runAsync(_ script: String) async throws -> JSONValue {
        try await process.send(
            "POST", "/execute/async",
            [
                "script": .string(
                    "const done = arguments[0]; (async () => { \(script) })()"
                        + ".then(done, (error) => done(`failed: ${error}`))"),
                "args": [],
            ])
    }

    /// Waits until an expression of the page is true.
    func wait(
        for expression: String, file: StaticString = #filePath, line: UInt = #line
    ) async throws {
        let deadline = ContinuousClock.now + Self.patience
        while ContinuousClock.now < deadline {
            // A page that is just being left has no answer.
            if (try? await run("return Boolean(\(expression))"))?.bool == true { return }
            try await Task.sleep(for: .milliseconds(30))
        }
        let text = (try? await visibleText()) ?? ""
        XCTFail("never: \(expression); the page shows: \(text.prefix(300))", file: file, line: line)
        throw NeverHappened()
    }

    /// Waits until the page shows a text.
    func wait(
        forText text: String, file: StaticString = #filePath, line: UInt = #line
    ) async throws {
        let quoted = text.replacing("'", with: "\\'")
        try await wait(
            for: "document.body.innerText.includes('\(quoted)')", file: file, line: line)
    }

    /// Waits until the page has drawn what it has loaded.
    func waitUntilDrawn(file: StaticString = #filePath, line: UInt = #line) async throws {
        try await wait(
            for: "document.readyState === 'complete' && !document.querySelector('[aria-busy]')",
            file: file, line: line)
    }

    /// The text that can be seen.
    func visibleText() async throws -> String {
        try await run(
            "return (document.querySelector('dialog[open]') || document.querySelector('main') || document.body).innerText"
        ).string ?? ""
    }

    /// A picture of the window as PNG.
    func screenshot() async throws -> Data {
        let text = try await process.send("GET", "/screenshot").string ?? ""
        return try XCTUnwrap(Data(base64Encoded: text))
    }

    // What a hand does

    /// Clicks the first visible element that the selector finds.
    func click(_ selector: String, file: StaticString = #filePath, line: UInt = #line) async throws
    {
        try await click(found: "css selector", selector, file: file, line: line)
    }

    /// Clicks the button or link of that name; three dots at the end leave the rest open.
    func click(named name: String, file: StaticString = #filePath, line: UInt = #line) async throws
    {
        let match =
            name.hasSuffix("...")
            ? "starts-with(normalize-space(), '\(name.dropLast(3))')"
            : "normalize-space()='\(name)'"
        let scope = "(//dialog[@open] | //body[not(.//dialog[@open])])"
        try await click(
            found: "xpath", "\(scope)//*[self::button or self::a][\(match)]", file: file,
            line: line)
    }

    private func click(
        found strategy: String, _ value: String, file: StaticString, line: UInt
    ) async throws {
        try await patiently(file: file, line: line) {
            let element = try await self.element(strategy, value)
            try await self.process.send("POST", "/element/\(element)/click", [:])
        }
    }

    /// Types into the field of that name, in the place of what stood there.
    func fill(
        _ name: String, _ text: String, file: StaticString = #filePath, line: UInt = #line
    ) async throws {
        let selector =
            "dialog[open] [name='\(name)'], body:not(:has(dialog[open])) [name='\(name)']"
        try await patiently(file: file, line: line) {
            let element = try await self.element("css selector", selector)
            let path = "/element/\(element)"
            try await self.process.send("POST", path + "/clear", [:])
            try await self.process.send("POST", path + "/value", ["text": .string(text)])
        }
    }

    /// Presses and lets go of one key after the other, wherever the focus is.
    func press(_ keys: String) async throws {
        let strokes = keys.map { String($0) }.flatMap { key -> [JSONValue] in
            [
                ["type": "keyDown", "value": .string(key)],
                ["type": "keyUp", "value": .string(key)],
            ]
        }
        try await process.send(
            "POST", "/actions",
            ["actions": [["type": "key", "id": "keyboard", "actions": .array(strokes)]]])
    }

    /// Presses Tab until the focus is on the button, link or field of that name.
    func tab(
        to name: String, file: StaticString = #filePath, line: UInt = #line
    ) async throws {
        for _ in 0..<60 {
            try await press(Key.tab)
            let focused = try await run(
                """
                const one = document.activeElement;
                return one.labels?.[0]?.textContent || one.getAttribute('aria-label')
                    || one.textContent;
                """)
            if focused.string?.trimmingCharacters(in: .whitespaces).hasPrefix(name) == true {
                return
            }
        }
        XCTFail("the focus never came to “\(name)”", file: file, line: line)
        throw NeverHappened()
    }

    private func element(_ strategy: String, _ value: String) async throws -> String {
        let found = try await process.send(
            "POST", "/element", ["using": .string(strategy), "value": .string(value)])
        return try XCTUnwrap(found.object?.members.first?.value.string)
    }

    /// Tries again while the page is still being drawn.
    private func patiently(
        file: StaticString, line: UInt, _ body: () async throws -> Void
    ) async throws {
        let deadline = ContinuousClock.now + Self.patience
        while true {
            do { return try await body() } catch {
                guard ContinuousClock.now < deadline else {
                    let text = (try? await visibleText()) ?? ""
                    XCTFail("\(error); the page shows: \(text.prefix(300))", file: file, line: line)
                    throw error
                }
                try await Task.sleep(for: .milliseconds(40))
            }
        }
    }

    // What it has noted

    /// What the console has said since it was asked last, answers of 4xx and 5xx apart: those are
    /// the server's to give, and the browser notes each.
    func complaints() async throws -> [String] {
        try await log("browser").compactMap { entry in
            guard let message = entry["message"]?.string, let level = entry["level"]?.string,
                level == "SEVERE" || level == "WARNING",
                entry["source"]?.string != "network"
            else { return nil }
            return message
        }
    }

    /// The addresses of every request since it was asked last.
    func requests() async throws -> [String] {
        try await events("Network.requestWillBeSent").compactMap { $0["request"]?["url"]?.string }
    }

    /// The octets that came over the wire since it was asked last, header fields included.
    func octetsReceived() async throws -> Int {
        try await events("Network.loadingFinished").reduce(0) { sum, event in
            switch event["encodedDataLength"] {
            case .integer(let count): sum + Int(count)
            case .number(let count): sum + Int(count)
            default: sum
            }
        }
    }

    private func events(_ method: String) async throws -> [JSONValue] {
        try await log("performance").compactMap { entry in
            guard let text = entry["message"]?.string,
                let message = try? JSONValue(parsing: Array(text.utf8))["message"],
                message["method"]?.string == method
            else { return nil }
            return message["params"]
        }
    }

    private func log(_ type: String) async throws -> [JSONValue] {
        try await process.send("POST", "/se/log", ["type": .string(type)]).array ?? []
    }

    private func command(_ name: String, _ parameters: JSONValue) async throws {
        try await process.send(
            "POST", "/goog/cdp/execute", ["cmd": .string(name), "params": parameters])
    }
}

/// Keys that are no characters (W3C WebDriver §17.4.2).
enum Key {
    static let tab = "\u{E004}"
    static let enter = "\u{E007}"
    static let escape = "\u{E00C}"
    static let down = "\u{E015}"
}

/// Waits for a condition, with a deadline that is there for what never happens.
func eventually(_ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw NeverHappened() }
        try await Task.sleep(for: .milliseconds(20))
    }
}

struct NeverHappened: Error {}
