import HTTP
import Timekeeping

/// Both throttles of a login: one watches the account, the other the address it is tried from.
package struct LoginGuard: Sendable {
    private let accounts = FailureThrottle(.account)
    private let addresses: FailureThrottle?
    private let clock: Clock

    /// - Parameter limitsAddresses: False lets one address fail as often as it likes.
    package init(limitsAddresses: Bool, clock: Clock) {
        addresses = limitsAddresses ? FailureThrottle(.address) : nil
        self.clock = clock
    }

    /// Lets a login be tried and remembers how it went.
    ///
    /// A success forgets the account's failures and not the address's: who guesses other people's
    /// passwords could otherwise log in to an account of their own in between.
    ///
    /// - Parameters:
    ///   - refusal: What a failure is answered with.
    ///   - attempt: The account's owner where the password was right, nil otherwise.
    /// - Throws: `Problem` 429 when it comes too early, `refusal` when it fails.
    package func attempt<Owner>(
        account: String, from address: PeerAddress, refusal: Problem = .wrongCredentials,
        _ attempt: () async throws -> Owner?
    ) async throws -> Owner {
        let address = address.network.text
        try accounts.begin(account, now: clock.now())
        do throws(Problem) {
            try addresses?.begin(address, now: clock.now())
        } catch {
            accounts.end(account, .passed, now: clock.now())
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
            throw refusal
        }
        results = (.succeeded, .passed)
        return owner
    }
}

extension Problem {
    /// 401: one answer to a name that nobody has and to a password that is not its own.
    package static var wrongCredentials: Problem {
        .unauthorized(
            detail: "The username or the password is wrong.", code: "invalid_credentials")
    }
}
