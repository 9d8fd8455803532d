import Glibc
import JSONCoding

/// Somebody at a client: asks one thing at a time, and asks again where no answer came.
final class Person {
    private(set) var name: String
    var random: SeededGenerator
    private let client: HTTPClient
    private let torture: Shared
    private var token: String?
    private var keys = 0

    /// What the people of one torture share.
    struct Shared: Sendable {
        let installation: Installation
        let counts: Counts
        let breaches: Breaches
        let isEnding: Flag
    }

    init(_ name: String, at port: UInt16, random: SeededGenerator, _ torture: Shared) {
        self.name = name
        self.random = random
        self.torture = torture
        client = HTTPClient(port: port)
    }

    var goesOn: Bool { !torture.isEnding.isUp }

    func report(_ kind: Breaches.Kind, _ detail: String) {
        torture.breaches.add(kind, "\(name): \(detail)")
    }

    /// Waits a moment, as people do between two things.
    func pause() {
        usleep(random.pause(5...50) * 1_000)
    }

    /// Logs in, however long it takes.
    ///
    /// - Parameter passwords: Those that may be in use.
    /// - Returns: The one that is.
    @discardableResult
    func logIn(passwords: [String]) -> String? {
        for password in passwords {
            let form = #"{"username": "\#(name)", "password": "\#(password)"}"#
            let answer = insist("POST", "/auth/login", .json(form))
            guard !take(tokenOf: answer) else { return password }
        }
        report(.lost, "cannot log in")
        return nil
    }

    /// Goes on with the token of an answer; false when it has none.
    func take(tokenOf answer: HTTPClient.Answer?) -> Bool {
        guard let new = answer?.json["access_token"]?.string else { return false }
        token = new
        return true
    }

    /// Forgets everything and takes another name.
    func beginAnew() {
        name += "a"
        token = nil
    }

    /// Asks until there is an answer; for what may be done any number of times.
    func insist(
        _ method: String, _ path: String, _ content: HTTPClient.Content? = nil
    ) -> HTTPClient.Answer {
        while true {
            if let answer = attempt(method, path, content, key: nil).answer, answer.status != 503 {
                return answer
            }
            usleep(random.pause(5...60) * 1_000)
        }
    }

    /// Asks for an effect: mostly under an idempotency key and until there is an answer, sometimes
    /// without one, once; and now and then gives up.
    ///
    /// - Returns: Nil where the outcome is not known.
    func ask(_ method: String, _ path: String, _ json: String?) -> HTTPClient.Answer? {
        keys += 1
        let key = random.happens(percent: 80) ? "\(name)-\(keys)" : nil
        while true {
            let (answer, wasSent) = attempt(method, path, json.map { .json($0) }, key: key)
            if let answer, answer.status != 503 { return answer }
            if wasSent, key == nil || random.happens(percent: 3) { return nil }
            torture.counts.add { $0.retries += 1 }
            usleep(random.pause(5...60) * 1_000)
        }
    }

    /// What an answer means for the effect that was asked for.
    ///
    /// - Parameter codes: The refusals that may come.
    func outcome<Effect>(
        of answer: HTTPClient.Answer?, refusedBy codes: Set<String>,
        effect: (HTTPClient.Answer) -> Effect
    ) -> Outcome<Effect> {
        guard let answer, answer.status < 500 else { return .unknown }
        if (200..<300).contains(answer.status) { return .done(effect(answer)) }
        if !codes.contains(answer.code ?? "") {
            report(.astray, "\(answer.status) \(answer.text)")
        }
        return .refused
    }

    private func attempt(
        _ method: String, _ path: String, _ content: HTTPClient.Content?, key: String?
    ) -> (answer: HTTPClient.Answer?, wasSent: Bool) {
        var fields: [String: String] = [:]
        fields["Authorization"] = token.map { "Bearer \($0)" }
        fields["Idempotency-Key"] = key
        let exchange = client.exchange(method, path, fields: fields, content)
        torture.counts.add { $0.requests += 1 }
        switch exchange {
        case .answered(let answer):
            if answer.status >= 500, answer.status != 503 {
                report(.astray, "\(method) \(path): \(answer.status) \(answer.text)")
            }
            return (answer, true)
        case .notSent:
            return (nil, false)
        case .lost:
            torture.counts.add { $0.unanswered += 1 }
            return (nil, true)
        case .silent:
            report(.astray, "\(method) \(path): no answer in half a minute")
            return (nil, true)
        }
    }
}
