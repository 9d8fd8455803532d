import AccountLetters
import SQLite
import ServiceRuntime

/// The facilitators' accounts, for letters and their links. Disabled accounts get none.
struct FacilitatorDirectory: AccountDirectory {
    func owner(ofLogin login: String, in tx: Transaction) throws -> AccountOwner? {
        try tx.facilitators.find(withLogin: login).flatMap { AccountOwner($0) }
    }

    func owner(_ account: Int64, in tx: Transaction) throws -> AccountOwner? {
        try tx.facilitators.find(account).flatMap { AccountOwner($0) }
    }

    func confirm(
        _ address: String, of account: Int64, in tx: Transaction
    ) throws -> AddressConfirmation {
        guard let facilitator = try tx.facilitators.find(account), !facilitator.isDisabled,
            let email = facilitator.email, email.utf8.elementsEqual(address.utf8)
        else { return .notCurrent }
        if let owner = try tx.facilitators.find(confirming: address), owner.id != account {
            return .taken
        }
        try tx.facilitators.setConfirmedEmail(address, of: account)
        return .confirmed
    }

    func setPassword(_ hash: String, of account: Int64, in tx: Transaction) throws {
        try tx.facilitators.setPassword(hash, of: account)
    }
}

extension AccountOwner {
    fileprivate init?(_ account: Account) {
        guard !account.isDisabled else { return nil }
        self.init(
            id: account.id, username: account.username, name: account.name,
            address: account.confirmedEmail)
    }
}
