import AccountLetters
import Mail
import ServiceRuntime

/// The words of the letters about facilitators' accounts.
struct AccountLetterText: AccountMailer.Words {
    /// The base URL of the web pages.
    let pages: String

    func letter(_ kind: AccountLetter.Kind, to owner: AccountOwner, token: String?) -> Letter {
        switch kind {
        case .confirmAddress: confirmation(token ?? "")
        case .resetPassword: reset(owner, token ?? "")
        case .addressChanged: addressChange(owner)
        }
    }

    /// It does not name the facilitator, because the address may be a stranger's.
    private func confirmation(_ token: String) -> Letter {
        Letter(
            subject: "Confirm your email address", name: nil,
            paragraphs: [
                "This address was entered for a facilitator's account at \(pages).",
                "Confirm it, so that letters about bookings reach you.",
            ],
            link: .init("Confirm the address", to: "\(pages)/facilitator/confirm#\(token)"),
            footer: [
                "The link works once, for three days. If you did not enter this address, ignore"
                    + " this letter: no other letters follow."
            ])
    }

    private func reset(_ owner: AccountOwner, _ token: String) -> Letter {
        Letter(
            subject: "Set a new password", name: owner.name,
            paragraphs: [
                "A new password was requested for your facilitator's account"
                    + " “\(owner.username)” at \(pages)."
            ],
            link: .init("Set a new password", to: "\(pages)/facilitator/reset#\(token)"),
            footer: [
                "The link works once, for 30 minutes. If you did not request it, ignore this"
                    + " letter: your password stays the same."
            ])
    }

    private func addressChange(_ owner: AccountOwner) -> Letter {
        Letter(
            subject: "Your email address is changing", name: owner.name,
            paragraphs: [
                "The email address of your facilitator's account “\(owner.username)” at"
                    + " \(pages) was changed or removed.",
                "A new address takes effect when its owner confirms it.",
            ],
            link: .init("Your account", to: "\(pages)/facilitator/account"),
            footer: [
                "If you did not change it, set a new password: this also ends all other logins."
            ])
    }
}
