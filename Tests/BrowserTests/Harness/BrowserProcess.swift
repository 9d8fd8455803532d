import Dispatch
import JSONCoding
import XCTest

/// The one browser of all tests, because starting it takes longer than most tests.
///
/// Every test has its own tab and site, and so its own storage and cache.
final class BrowserProcess: XCTestObservation, Sendable {
    /// Started by the first test that needs it, stopped after the last.
    static let shared = Task { try await BrowserProcess() }

    private let driver: WebDriver
    private let session: String

    private init() async throws {
        let path = try XCTUnwrap(
            WebDriver.path, "Needs chromedriver; on Debian: apt-get install chromium-driver")
        driver = try WebDriver(path: path)
        let arguments: JSONValue = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            "--force-color-profile=srgb", "--disable-dev-shm-usage", "--lang=en-GB",
        ]
        let wanted: JSONValue = [
            "goog:loggingPrefs": ["browser": "ALL", "performance": "ALL"],
            "goog:chromeOptions": ["args": arguments],
        ]
        let answer = try await driver.send(
            "POST", "/session", ["capabilities": ["alwaysMatch": wanted]])
        session = "/session/" + (try XCTUnwrap(answer["sessionId"]?.string))
        XCTestObservationCenter.shared.addTestObserver(self)
    }

    /// Opens a new tab with empty storage and closes the previous one.
    func newTab(at site: String) async throws -> Browser {
        let old = try await send("GET", "/window")
        let tab = try await send("POST", "/window/new", ["type": "tab"])
        try await send("POST", "/window", ["handle": old])
        try await send("DELETE", "/window")
        try await send("POST", "/window", ["handle": tab["handle"] ?? .null])
        for type in ["browser", "performance"] {
            try await send("POST", "/se/log", ["type": .string(type)])
        }
        // An earlier test's site may have had the same port.
        try await send(
            "POST", "/goog/cdp/execute", ["cmd": "Network.clearBrowserCache", "params": [:]])
        try await send(
            "POST", "/goog/cdp/execute",
            [
                "cmd": "Storage.clearDataForOrigin",
                "params": ["origin": .string(site), "storageTypes": "all"],
            ])
        return Browser(self, site: site)
    }

    /// Sends a command to the session; `path` follows the session's own.
    @discardableResult
    func send(
        _ method: String, _ path: String, _ body: JSONValue? = nil
    ) async throws -> JSONValue {
        try await driver.send(method, session + path, body)
    }

    func testBundleDidFinish(_: Bundle) {
        let isClosed = DispatchSemaphore(value: 0)
        Task { [driver, session] in
            _ = try? await driver.send("DELETE", session)
            isClosed.signal()
        }
        _ = isClosed.wait(timeout: .now() + 60)
        driver.stop()
    }
}
