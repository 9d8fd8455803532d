import HTTP
import Observability
import Timekeeping

/// Both throttles of a login: one watches the account, the other the address it is tried from.
///
/// Each try has its line in the log, which names the client and the request and never the account
/// that was guessed at.
package struct LoginThrottle: Sendable {
    private let accounts = FailureThrottle(.account)
    private let addresses: FailureThrottle?
    private let client: ClientAddress
    private let clock: WallClock
    private let log: Log
    private let succeeded: Counter
    private let failed: Counter
    private let throttled: Counter

    /// Reads from the settings whether an address is bounded, and where its own stands.
    package init(_ settings: ServiceSettings, clock: WallClock, log: Log, metrics: Metrics) {
        addresses = settings.limitsAddresses ? FailureThrottle(.address) : nil
        client = ClientAddress(isBehindProxy: settings.isBehindProxy)
        self.clock = clock
        self.log = log
        func counter(_ outcome: String) -> Counter {
            metrics.counter(
                "login_attempts_total", help: "Passwords that were tried, by what came of it.",
                labels: ["outcome": outcome])
        }
        (succeeded, failed) = (counter("succeeded"), counter("failed"))
        throttled = counter("throttled")
    }

    /// Lets a login be tried and remembers how it went.
    ///
    /// A success forgets the account's failures and not the address's: who guesses other people's
    /// passwords could otherwise log in to an account of their own in between.
    ///
    /// - Parameters:
    ///   - request: The request that brings the password.
    ///   - refusal: What a failure is answered with.
    ///   - attempt: The account's owner where the password was right, nil otherwise.
    /// - Throws: `Problem` 429 when it comes too early, `refusal` when it fails.
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
        var results: (account: FailureThrottle.Result, address: FailureThrottle.Result)
        results = (.passed, .passed)
        defer {
            accounts.end(account, results.account, now: clock.now())
            addresses?.end(address, results.address, now: clock.now())
        }
        guard let owner = try await attempt() else {
            results = (.failed, .failed)
            failed.increment()
            log.notice("login_failed", ["client": client.text, "request_id": request.id])
            throw refusal
        }
        results = (.succeeded, .passed)
        succeeded.increment()
        log.info("login_succeeded", ["client": client.text, "request_id": request.id])
        return owner
    }

    private func begin(_ account: String, _ address: String) throws(Problem) {
        try accounts.begin(account, now: clock.now())
        do throws(Problem) {
            try addresses?.begin(address, now: clock.now())
        } catch {
            accounts.end(account, .passed, now: clock.now())
            throw error
        }
    }
}

extension Problem {
    /// 401: one answer to a name that nobody has and to a password that is not its own.
    package static var wrongCredentials: Problem {
        .unauthorized(
            detail: "The username or the password is wrong.", code: "invalid_credentials")
    }
}
