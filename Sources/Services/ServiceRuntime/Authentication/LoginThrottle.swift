import Credentials
import HTTP
import Observability
import Synchronization
import Timekeeping

/// Limits password attempts, and logs and counts each one.
///
/// The log names the client and the request, but never the account.
package final class LoginThrottle: Sendable {
    private let limits: Mutex<LoginLimits>
    private let known: KnownNetworks
    private let client: ClientAddress
    private let clock: WallClock
    private let log: Log
    private let succeeded: Counter
    private let failed: Counter
    private let throttled: Counter

    package init(
        _ settings: ServiceSettings, known: KnownNetworks, clock: WallClock, log: Log,
        metrics: Metrics
    ) {
        limits = Mutex(
            LoginLimits(
                limitsNetworks: settings.limitsAddresses, limitsAccounts: settings.limitsAccounts))
        self.known = known
        client = ClientAddress(trusting: settings.trustedProxies)
        self.clock = clock
        self.log = log
        func counter(_ outcome: String) -> Counter {
            metrics.counter(
                "login_attempts_total", help: "Login attempts, by outcome.",
                labels: ["outcome": outcome])
        }
        (succeeded, failed) = (counter("succeeded"), counter("failed"))
        throttled = counter("throttled")
    }

    /// Runs a login attempt and records its outcome.
    ///
    /// - Parameters:
    ///   - account: The username's key, whether or not there is such an account.
    ///   - id: The account's id; nil if there is none.
    ///   - request: The request that contains the password.
    ///   - refusal: The response to a failure.
    ///   - attempt: Returns the account's owner if the password is right, nil otherwise. It gets
    ///     the client for the hasher's queue.
    /// - Throws: `Problem` 429 if the attempt is too early, `refusal` if it fails.
    package func attempt<Owner>(
        account: String, id: Int64?, for request: Request, refusal: Problem = .wrongCredentials,
        _ attempt: (PasswordHasher.Client) async throws -> Owner?
    ) async throws -> Owner {
        let client = client.of(request)
        // An unknown name has no known network, and is looked up like an account.
        let isKnown = try known.contain(client, of: id ?? 0)
        let begun = limits.withLock {
            $0.begin(account, from: client, isKnown: isKnown, now: clock.now())
        }
        guard let running = begun.attempt else {
            throttled.increment()
            log.warning("login_throttled", ["client": client.text, "request_id": request.id])
            throw Problem.tooMany(
                "too_many_attempts", "Too many failed attempts.", waitSeconds: begun.waitSeconds)
        }
        var outcome = AttemptLimit.Outcome.ignored
        defer { limits.withLock { $0.end(running, outcome, now: clock.now()) } }
        guard
            let owner = try await attempt(.init(network: client.network.text, isKnown: isKnown))
        else {
            outcome = .failed
            failed.increment()
            log.notice("login_failed", ["client": client.text, "request_id": request.id])
            throw refusal
        }
        outcome = .succeeded
        succeeded.increment()
        log.info("login_succeeded", ["client": client.text, "request_id": request.id])
        if let id { await remember(client, of: id) }
        return owner
    }
}

extension LoginThrottle {
    /// Records that the account's owner uses the network of this request.
    package func recordNetwork(of request: Request, account: Int64) async {
        await remember(client.of(request), of: account)
    }

    /// A network that cannot be recorded is unknown at the next login.
    private func remember(_ client: PeerAddress, of account: Int64) async {
        do {
            try await known.record(client, of: account)
        } catch {
            log.warning("login_not_recorded", ["error": "\(error)"])
        }
    }
}

extension Problem {
    /// 429 with `Retry-After`.
    package static func tooMany(
        _ code: String, _ description: String, waitSeconds: Int64
    ) -> Problem {
        let unit = waitSeconds == 1 ? "second" : "seconds"
        var problem = Problem(
            .tooManyRequests, code: code,
            detail: "\(description) Try again in \(waitSeconds) \(unit).")
        problem.fields[.retryAfter] = FieldValue(Int(waitSeconds))
        return problem
    }
}
