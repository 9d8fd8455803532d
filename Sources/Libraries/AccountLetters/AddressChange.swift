import SQLite
import TextEncoding

/// The email addresses of an account.
package struct AccountAddresses: Equatable, Sendable {
    /// The address that was entered last; nil if there is none.
    package let entered: String?
    /// The address that gets the letters; nil if none is confirmed.
    package let confirmed: String?

    package init(entered: String?, confirmed: String?) {
        self.entered = entered
        self.confirmed = confirmed
    }

    /// The addresses after another one was entered; nil if it is the same, in any case.
    ///
    /// The confirmed address gets the letters until the new one is confirmed. Entering it again takes
    /// a change back, and nil removes both.
    func entering(_ address: String?) -> AccountAddresses? {
        if Self.areSame(address, entered) { return nil }
        return AccountAddresses(
            entered: Self.areSame(address, confirmed) ? confirmed : address,
            confirmed: address == nil ? nil : confirmed)
    }

    private static func areSame(_ one: String?, _ other: String?) -> Bool {
        guard let one, let other else { return one == nil && other == nil }
        return ASCII.lowercased(one).utf8.elementsEqual(ASCII.lowercased(other).utf8)
    }
}

extension Transaction {
    /// Voids the links of an account whose owner enters an address, and adds the letters about it.
    ///
    /// - Parameter address: Nil removes the addresses.
    /// - Returns: The addresses to store; nil if they stay as they are.
    package func enterAddress(
        _ address: String?, ofAccount account: Int64, with current: AccountAddresses
    ) throws -> AccountAddresses? {
        guard let next = current.entering(address) else { return nil }
        try accountLinks.void(of: account)
        if let confirmed = next.confirmed, next.entered == confirmed { return next }
        if let entered = next.entered {
            // Beyond the address's limit, its owner can request the letter later.
            _ = try accountLetters.addConfirmation(of: entered, ofAccount: account)
        }
        if let confirmed = current.confirmed {
            try accountLetters.addAddressChange(of: confirmed, ofAccount: account)
        }
        return next
    }
}
