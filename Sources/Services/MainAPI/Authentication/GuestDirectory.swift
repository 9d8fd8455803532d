import AccountLetters
import BookingDomain
import BookingStore
import SQLite
import ServiceRuntime

/// The guests' accounts, for letters and their links.
struct GuestDirectory: AccountDirectory {
    func owner(ofLogin login: String, in tx: Transaction) throws -> AccountOwner? {
        try tx.users.account(withLogin: login).map { AccountOwner($0.user) }
    }

    func owner(_ account: Int64, in tx: Transaction) throws -> AccountOwner? {
        try tx.users.find(UserID(account)).map { AccountOwner($0) }
    }

    func confirm(
        _ address: String, of account: Int64, in tx: Transaction
    ) throws -> AddressConfirmation {
        try tx.confirmEmail(address, of: UserID(account))
    }

    func setPassword(_ hash: String, of account: Int64, in tx: Transaction) throws {
        try tx.users.setPassword(hash, of: UserID(account))
    }
}

extension AccountOwner {
    fileprivate init(_ user: User) {
        self.init(
            id: user.id.rawValue, username: user.username, name: user.name,
            address: user.confirmedEmail)
    }
}
