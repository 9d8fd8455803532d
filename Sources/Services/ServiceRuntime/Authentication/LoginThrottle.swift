import HTTP
import Observability
import Timekeeping

/// Throttles failed logins by account and by client address, and logs and counts each attempt.
///
/// The log names the client and the request, but never the account.
package struct LoginThrottle: Sendable {
    private let accounts = FailureThrottle(.account)
    /// Nil if the settings do not limit addresses.
    private let addresses: FailureThrottle?
    private let client: ClientAddress
    private let clock: WallClock
    private let log: Log
    private let succeeded: Counter
    private let failed: Counter
    private let throttled: Counter

    package init(_ settings: ServiceSettings, clock: WallClock, log: Log, metrics: Metrics) {
        addresses = settings.limitsAddresses ? FailureThrottle(.address) : nil
        client = ClientAddress(isBehindProxy: settings.isBehindProxy)
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
    /// A success clears the account's failures but not the address's: otherwise an attacker could
    /// reset the address by logging in to an account of their own.
    ///
    /// - Parameters:
    ///   - request: The request that contains the password.
    ///   - refusal: The response to a failure.
    ///   - attempt: Returns the account's owner if the password is right, nil otherwise.
    /// - Throws: `Problem` 429 if the attempt is too early, `refusal` if it fails.
    package func attempt<Owner>(
        account: String, for request: Request, refusal: Problem = .wrongCredentials,
        _ attempt: () async throws -> Owner?
    ) async throws -> Owner {
        let client = client.of(request)
        let address = client.network.text
        do throws(Problem) {
            try begin(account, address)
        } catch {
            throttled.increment()
            log.warning(
                "login_throttled", ["client": client.text, "request_id": request.id])
            throw error
        }
        var outcomes: (account: FailureThrottle.Outcome, address: FailureThrottle.Outcome)
        outcomes = (.ignored, .ignored)
        defer {
            accounts.end(account, outcomes.account, now: clock.now())
            addresses?.end(address, outcomes.address, now: clock.now())
        }
        guard let owner = try await attempt() else {
            outcomes = (.failed, .failed)
            failed.increment()
            log.notice("login_failed", ["client": client.text, "request_id": request.id])
            throw refusal
        }
        outcomes = (.succeeded, .ignored)
        succeeded.increment()
        log.info("login_succeeded", ["client": client.text, "request_id": request.id])
        return owner
    }

    private func begin(_ account: String, _ address: String) throws(Problem) {
        try accounts.begin(account, now: clock.now())
        do throws(Problem) {
            try addresses?.begin(address, now: clock.now())
        } catch {
            accounts.end(account, .ignored, now: clock.now())
            throw error
        }
    }
}

extension Problem {
    /// 401, the same for an unknown username and for a wrong password.
    package static var wrongCredentials: Problem {
        .unauthorized(
            detail: "The username or the password is wrong.", code: "invalid_credentials")
    }
}
