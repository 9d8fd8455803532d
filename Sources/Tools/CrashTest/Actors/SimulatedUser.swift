import Glibc
import HTTPClient
import JSONCoding

/// A client that sends one request at a time and retries those without a response.
final class SimulatedUser {
    private(set) var name: String
    var random: SeededGenerator
    private let client: Client
    let context: RunContext
    private var token: String?
    private var keys = 0

    init(_ name: String, port: UInt16, random: SeededGenerator, _ context: RunContext) {
        self.name = name
        self.random = random
        self.context = context
        client = Client(
            base: "http://127.0.0.1:\(port)", timeout: .seconds(30), connections: 1)
    }

    var isLoggedIn: Bool { token != nil }
    var isStopping: Bool { context.isStopping }

    func report(_ kind: Violations.Kind, _ detail: String) {
        context.violations.add(kind, "\(name): \(detail)")
    }

    func pause(milliseconds: ClosedRange<UInt32> = 5...50) {
        usleep(random.milliseconds(milliseconds) * 1_000)
    }

    /// The valid one of the possible passwords.
    @discardableResult
    func logIn(passwords: [String]) -> String? {
        for password in passwords {
            let form = #"{"username": "\#(name)", "password": "\#(password)"}"#
            let response = repeatUntilAnswered("POST", "/auth/login", form)
            guard !adoptToken(of: response) else { return password }
        }
        report(.lost, "cannot log in")
        return nil
    }

    /// Uses the token of a response from now on; false if it has none.
    func adoptToken(of response: ClientResponse?) -> Bool {
        guard let new = response?.json["access_token"]?.string else { return false }
        token = new
        return true
    }

    func becomeNewUser() {
        name += "a"
        token = nil
    }

    /// Sends an idempotent request until a response other than 503 arrives.
    func repeatUntilAnswered(
        _ method: String, _ path: String, _ body: String? = nil,
        type: String = "application/json"
    ) -> ClientResponse {
        while true {
            let (response, _) = send(method, path, body, type: type, key: nil)
            if let response, response.status != 503 { return response }
            usleep(random.milliseconds(5...60) * 1_000)
        }
    }

    /// Requests an action. Most have an idempotency key and are retried until a response arrives.
    /// Some have none and are sent once, and a few retries are given up.
    ///
    /// - Returns: Nil if the outcome is unknown.
    func act(_ method: String, _ path: String, _ json: String?) -> ClientResponse? {
        keys += 1
        let key = random.happens(percent: 80) ? "\(name)-\(keys)" : nil
        while true {
            let (response, wasSent) = send(method, path, json, key: key)
            if let response, response.status != 503 { return response }
            if wasSent, key == nil || random.happens(percent: 3) { return nil }
            context.updateCounts { $0.retries += 1 }
            usleep(random.milliseconds(5...60) * 1_000)
        }
    }

    /// - Parameter codes: The expected problem codes of a refusal.
    func outcome<Effect>(
        of response: ClientResponse?, refusedBy codes: Set<String>,
        effect: (ClientResponse) -> Effect
    ) -> ActionOutcome<Effect> {
        guard let response, response.status < 500 else { return .unknown }
        if (200..<300).contains(response.status) { return .acknowledged(effect(response)) }
        if !codes.contains(response.code ?? "") {
            report(.inconsistent, "\(response.status) \(response.text)")
        }
        return .refused
    }

    private func send(
        _ method: String, _ path: String, _ body: String?, type: String = "application/json",
        key: String?
    ) -> (response: ClientResponse?, wasSent: Bool) {
        var fields: [String: String] = [:]
        fields["Authorization"] = token.map { "Bearer \($0)" }
        fields["Idempotency-Key"] = key
        var request = ClientRequest(
            method, path, fields: fields, body: body.map { Array($0.utf8) }, contentType: type)
        // A repeated request could be refused after the first one had its effect.
        request.isRepeatable = false
        context.updateCounts { $0.requests += 1 }
        do throws(ClientError) {
            let response = try client.sendAndWait(request)
            if response.status >= 500, response.status != 503 {
                report(.inconsistent, "\(method) \(path): \(response.status) \(response.text)")
            }
            return (response, true)
        } catch {
            switch error.kind {
            case .notSent: return (nil, false)
            case .noResponse: context.updateCounts { $0.unanswered += 1 }
            case .timedOut, .invalidResponse: report(.inconsistent, "\(error)")
            }
            return (nil, true)
        }
    }
}
