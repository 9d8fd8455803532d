import Foundation
import JSONCoding
import TestSupport
import XCTest

/// A tab of the browser that shows one site.
final class Browser: Sendable {
    /// Long enough for a slow machine; only a failing test waits this long.
    private static let timeout = Duration.seconds(60)

    private let process: BrowserProcess
    let site: String

    init(_ process: BrowserProcess, site: String) {
        self.process = process
        self.site = site
    }

    // Navigation and emulation

    /// Opens a page of the site.
    func open(_ path: String) async throws {
        try await process.send("POST", "/url", ["url": .string(site + path)])
    }

    /// Turns to the first frame of the page, in which the following commands run.
    func enterFrame() async throws {
        try await process.send("POST", "/frame", ["id": 0])
    }

    /// Turns back to the page.
    func leaveFrame() async throws {
        try await process.send("POST", "/frame", ["id": .null])
    }

    /// The path of the page shown.
    var path: String {
        get async throws { try await run("return location.pathname").string ?? "" }
    }

    /// Opens another tab and turns to it; returns the handle of the one before.
    func openTab() async throws -> String {
        let before = try await process.send("GET", "/window").string ?? ""
        let tab = try await process.send("POST", "/window/new", ["type": "tab"])
        try await turn(to: tab["handle"]?.string ?? "")
        return before
    }

    /// Turns to the tab with this handle; returns the handle of the one before.
    @discardableResult
    func turn(to tab: String) async throws -> String {
        let before = try await process.send("GET", "/window").string ?? ""
        try await process.send("POST", "/window", ["handle": .string(tab)])
        return before
    }

    /// Closes this tab and turns to another.
    func closeTab(turningTo tab: String) async throws {
        try await process.send("DELETE", "/window")
        try await process.send("POST", "/window", ["handle": .string(tab)])
    }

    /// Sets fields by name, as if a person had chosen their values.
    func set(_ values: [(name: String, value: String)]) async throws {
        for (name, value) in values {
            try await run(
                """
                const field = document.querySelector(`main [name=${arguments[0]}]`);
                field.value = arguments[1];
                field.dispatchEvent(new Event('input', { bubbles: true }));
                """, .string(name), .string(value))
        }
    }

    /// Sets the size of the viewport, in CSS pixels.
    func resize(width: Int, height: Int) async throws {
        try await command(
            "Emulation.setDeviceMetricsOverride",
            [
                "width": .integer(Int64(width)), "height": .integer(Int64(height)),
                "deviceScaleFactor": 1, "mobile": false,
            ])
    }

    /// Sets the visitor's preferences for the color scheme and for motion.
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

    /// Cuts the browser off from the network, or connects it again.
    func goOffline(_ isOffline: Bool) async throws {
        try await command("Network.enable", [:])
        try await command(
            "Network.emulateNetworkConditions",
            [
                "offline": .bool(isOffline), "latency": 0, "downloadThroughput": -1,
                "uploadThroughput": -1,
            ])
    }

    /// Shows the page as it is printed.
    func emulatePrint() async throws {
        try await command("Emulation.setEmulatedMedia", ["media": "print"])
    }

    /// Makes the browser refuse scripts its storage, on every page that is opened from now on.
    func blockStorage() async throws {
        let source = """
            for (const name of ['localStorage', 'sessionStorage']) {
              Object.defineProperty(window, name, {
                get() { throw new DOMException('Access is denied.', 'SecurityError'); },
              });
            }
            """
        try await command("Page.addScriptToEvaluateOnNewDocument", ["source": .string(source)])
    }

    /// Makes the browser refuse to format times in any zone but UTC, on every page that is opened
    /// from now on.
    func refuseZones() async throws {
        let source = """
            const Format = Intl.DateTimeFormat;
            Intl.DateTimeFormat = function (locales, options) {
              if ((options?.timeZone || 'UTC') !== 'UTC') throw new Error('The browser is asked for a zone.');
              return new Format(locales, options);
            };
            Date.prototype.getTimezoneOffset = () => { throw new Error('The browser is asked for a zone.'); };
            """
        try await command("Page.addScriptToEvaluateOnNewDocument", ["source": .string(source)])
    }

    /// Goes one page back in the tab's history.
    func goBack() async throws { try await process.send("POST", "/back", [:]) }

    func allowScripts(_ allowed: Bool) async throws {
        try await command("Emulation.setScriptExecutionDisabled", ["value": .bool(!allowed)])
    }

    // Scripts and waiting

    /// Runs a function's body in the page.
    @discardableResult
    func run(_ script: String, _ arguments: JSONValue...) async throws -> JSONValue {
        try await process.send(
            "POST", "/execute/sync",
            ["script": .string(script), "args": .array(arguments)])
    }

    /// Runs the body of an asynchronous function in the page and waits for its result.
    func runAsync(_ script: String, _ arguments: JSONValue...) async throws -> JSONValue {
        try await process.send(
            "POST", "/execute/async",
            [
                "script": .string(
                    "const done = arguments[arguments.length - 1]; (async () => { \(script) })()"
                        + ".then(done, (error) => done(`failed: ${error}`))"),
                "args": .array(arguments),
            ])
    }

    /// Waits until an expression of the page is true.
    func wait(
        for expression: String, file: StaticString = #filePath, line: UInt = #line
    ) async throws {
        let deadline = ContinuousClock.now + Self.timeout
        while ContinuousClock.now < deadline {
            // The command fails while the browser opens another page.
            if (try? await run("return Boolean(\(expression))"))?.bool == true { return }
            try await Task.sleep(for: .milliseconds(30))
        }
        let text = (try? await visibleText()) ?? ""
        XCTFail(
            "timed out: \(expression); the page shows: \(text.prefix(300))", file: file, line: line)
        throw DeadlineExceeded()
    }

    /// Waits until the page shows a text.
    func wait(
        forText text: String, file: StaticString = #filePath, line: UInt = #line
    ) async throws {
        let quoted = text.replacing("'", with: "\\'")
        try await wait(
            for: "document.body.innerText.includes('\(quoted)')", file: file, line: line)
    }

    /// Waits until the page has drawn its data.
    func waitUntilDrawn(file: StaticString = #filePath, line: UInt = #line) async throws {
        try await wait(
            for: "document.readyState === 'complete' && !document.querySelector('[aria-busy]')",
            file: file, line: line)
    }

    private func visibleText() async throws -> String {
        try await run(
            "return (document.querySelector('dialog[open]') || document.querySelector('main') || document.body).innerText"
        ).string ?? ""
    }

    /// A picture of the window as PNG.
    func screenshot() async throws -> Data {
        let text = try await process.send("GET", "/screenshot").string ?? ""
        return try XCTUnwrap(Data(base64Encoded: text))
    }

    // Mouse and keyboard

    /// Clicks the first element that the selector finds.
    func click(_ selector: String, file: StaticString = #filePath, line: UInt = #line) async throws
    {
        try await click(found: "css selector", selector, file: file, line: line)
    }

    /// Clicks the button or link with this name; a name that ends with three dots is a prefix.
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
        try await retry(file: file, line: line) {
            let element = try await self.element(strategy, value)
            try await self.process.send("POST", "/element/\(element)/click", [:])
        }
    }

    /// Replaces the value of the field with this name by typing.
    func fill(
        _ name: String, _ text: String, file: StaticString = #filePath, line: UInt = #line
    ) async throws {
        let selector =
            "dialog[open] [name='\(name)'], body:not(:has(dialog[open])) [name='\(name)']"
        try await retry(file: file, line: line) {
            let element = try await self.element("css selector", selector)
            let path = "/element/\(element)"
            try await self.process.send("POST", path + "/clear", [:])
            try await self.process.send("POST", path + "/value", ["text": .string(text)])
        }
    }

    /// Presses and releases the keys one after the other.
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

    /// Presses Tab until the button, link or field with this name has the focus.
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
        XCTFail("“\(name)” never had the focus", file: file, line: line)
        throw DeadlineExceeded()
    }

    private func element(_ strategy: String, _ value: String) async throws -> String {
        let found = try await process.send(
            "POST", "/element", ["using": .string(strategy), "value": .string(value)])
        return try XCTUnwrap(found.object?.members.first?.value.string)
    }

    /// Repeats an action that fails while the page is being drawn.
    private func retry(
        file: StaticString, line: UInt, _ body: () async throws -> Void
    ) async throws {
        let deadline = ContinuousClock.now + Self.timeout
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

    /// The file that the button Export CSV saves.
    func savedTable() async throws -> String {
        let saved = try await runAsync(
            """
            HTMLAnchorElement.prototype.click = () => {};
            const create = URL.createObjectURL;
            const made = new Promise((resolve) => {
                URL.createObjectURL = (content) => {
                    URL.createObjectURL = create;
                    resolve(content.text());
                    return create.call(URL, content);
                };
            });
            [...document.querySelectorAll('button')].find((one) => one.textContent === 'Export CSV').click();
            return await made;
            """)
        return try XCTUnwrap(saved.string)
    }

    // Logs

    /// The warnings and errors in the console since the last call.
    ///
    /// The browser also logs each response with a status of 4xx or 5xx; those are left out.
    func consoleErrors() async throws -> [String] {
        try await log("browser").compactMap { entry in
            guard let message = entry["message"]?.string, let level = entry["level"]?.string,
                level == "SEVERE" || level == "WARNING",
                entry["source"]?.string != "network"
            else { return nil }
            return message
        }
    }

    /// The addresses of all requests since the last call.
    func requests() async throws -> [String] {
        try await events("Network.requestWillBeSent").compactMap { $0["request"]?["url"]?.string }
    }

    /// The bytes received since the last call, including header fields.
    func bytesReceived() async throws -> Int {
        try await events("Network.loadingFinished").reduce(0) { sum, event in
            switch event["encodedDataLength"] {
            case .integer(let count): sum + Int(count)
            case .number(let count): sum + Int(count)
            default: sum
            }
        }
    }

    /// The addresses of all preflights since the last call.
    func preflights() async throws -> [String] {
        try await events("Network.requestWillBeSent").filter {
            $0["request"]?["method"]?.string == "OPTIONS"
        }.compactMap { $0["request"]?["url"]?.string }
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

/// Keys without a character (W3C WebDriver §17.4.2).
enum Key {
    static let tab = "\u{E004}"
    static let enter = "\u{E007}"
    static let escape = "\u{E00C}"
    static let down = "\u{E015}"
    static let right = "\u{E014}"
}
