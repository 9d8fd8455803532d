import AccountLetters
import BookingDomain
import Mail
import ServiceRuntime

/// The words of the letters about guests' accounts.
struct AccountLetterText: AccountMailer.Words {
    let address: PublicAddress

    func letter(_ kind: AccountLetter.Kind, to owner: AccountOwner, token: String?) -> Letter {
        switch kind {
        case .confirmAddress: confirmation(token ?? "")
        case .resetPassword: reset(owner, token ?? "")
        case .addressChanged: addressChange(owner)
        }
    }

    /// It names neither the guest nor the username, because the address may be a stranger's.
    private func confirmation(_ token: String) -> Letter {
        Letter(
            subject: "Confirm your email address", name: nil,
            paragraphs: [
                "This address was entered for an account at \(address.text).",
                "Confirm it, so that letters about your bookings reach you. You can then also log in"
                    + " with it.",
            ],
            link: .init("Confirm the address", to: "\(address.text)/confirm#\(token)"),
            footer: [
                "The link works once, for three days. If you did not enter this address, ignore"
                    + " this letter: no other letters follow."
            ])
    }

    private func reset(_ owner: AccountOwner, _ token: String) -> Letter {
        Letter(
            subject: "Set a new password", name: PersonName.greeting(owner.name),
            paragraphs: [
                "A new password was requested for your account “\(owner.username)” at"
                    + " \(address.text)."
            ],
            link: .init("Set a new password", to: "\(address.text)/reset#\(token)"),
            footer: [
                "The link works once, for 30 minutes. If you did not request it, ignore this"
                    + " letter: your password stays the same."
            ])
    }

    private func addressChange(_ owner: AccountOwner) -> Letter {
        Letter(
            subject: "Your email address is changing", name: PersonName.greeting(owner.name),
            paragraphs: [
                "The email address of your account “\(owner.username)” at \(address.text) was"
                    + " changed or removed.",
                "A new address takes effect when its owner confirms it.",
            ],
            link: .init("Your account", to: "\(address.text)/my/account"),
            footer: [
                "If you did not change it, set a new password: this also ends all other logins."
            ])
    }
}
