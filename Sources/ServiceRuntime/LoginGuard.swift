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
    /// - Parameter attempt: The account's owner where the password was right, nil otherwise.
    /// - Throws: `Problem` 429 when it comes too early, 401 when it fails.
    package func attempt<Owner>(
        account: String, from address: PeerAddress, _ attempt: () async throws -> Owner?
    ) async throws -> Owner {
        let now = clock.now()
        let address = address.text
        try accounts.check(account, now: now)
        try addresses?.check(address, now: now)
        guard let owner = try await attempt() else {
            accounts.recordFailure(account, now: now)
            addresses?.recordFailure(address, now: now)
            throw Problem.unauthorized(
                detail: "The username or the password is wrong.", code: "invalid_credentials")
        }
        accounts.recordSuccess(account)
        addresses?.recordSuccess(address)
        return owner
    }
}
