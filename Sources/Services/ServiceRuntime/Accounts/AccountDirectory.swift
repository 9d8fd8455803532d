import AccountLetters
import SQLite

/// The accounts of a service, as its letters and their links use them.
package protocol AccountDirectory: Sendable {
    /// The account with this confirmed address or username; nil if letters do not reach it.
    func owner(ofLogin login: String, in tx: Transaction) throws -> AccountOwner?

    /// The account with this ID, whether or not its address is confirmed; nil if there is none.
    func owner(_ account: Int64, in tx: Transaction) throws -> AccountOwner?

    /// Confirms an address of an account, if the account still has it.
    func confirm(
        _ address: String, of account: Int64, in tx: Transaction
    ) throws -> AddressConfirmation

    /// Stores a new password, ends the account's logins and voids its links.
    func setPassword(_ hash: String, of account: Int64, in tx: Transaction) throws
}

/// The owner of an account.
package struct AccountOwner: Sendable {
    /// The account's ID in the service's database.
    package let id: Int64
    package let username: String
    package let name: String
    /// The confirmed address; nil if there is none.
    package let address: String?

    package init(id: Int64, username: String, name: String, address: String?) {
        self.id = id
        self.username = username
        self.name = name
        self.address = address
    }
}
