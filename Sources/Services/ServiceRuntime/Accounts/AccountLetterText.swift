import AccountLetters
import BookingDomain
import Mail

/// The words of the letters about a service's accounts, and the pages of their links.
package struct AccountLetterText: Sendable {
    /// The owners of the accounts.
    package enum Owners: Sendable {
        case guests
        case facilitators
    }

    private let owners: Owners
    private let site: @Sendable () -> String

    /// - Parameter site: The base URL of the web pages; its port may be unknown before the service
    ///   listens.
    package init(for owners: Owners, at site: @escaping @Sendable () -> String) {
        self.owners = owners
        self.site = site
    }

    private var account: String { owners == .guests ? "account" : "facilitator's account" }
    private var accountPage: String {
        owners == .guests ? "\(site())/my/account" : "\(site())/facilitator/account"
    }

    /// The page of a link; a fragment is in no log and no `Referer`.
    private func page(_ name: String, _ token: String) -> String {
        let folder = owners == .guests ? site() : "\(site())/facilitator"
        return "\(folder)/\(name)#\(token)"
    }

    /// - Parameters:
    ///   - centre: The name of the center, if it has one.
    ///   - token: That of the letter's link; nil if the letter has none.
    func letter(
        _ kind: AccountLetter.Kind, to owner: AccountOwner, of centre: String?, token: String?
    ) -> Letter {
        let place = centre.map { "\($0) (\(site()))" } ?? site()
        return switch kind {
        case .confirmAddress: confirmation(at: place, token ?? "")
        case .resetPassword: reset(owner, at: place, token ?? "")
        case .invitation: invitation(owner, at: place, token ?? "")
        case .addressChanged: addressChange(owner, at: place)
        }
    }

    /// It names neither the owner nor the username, because the address may be a stranger's.
    private func confirmation(at place: String, _ token: String) -> Letter {
        Letter(
            subject: "Confirm your email address", name: nil,
            paragraphs: [
                "This address was entered for \(owners == .guests ? "an" : "a") \(account) at"
                    + " \(place).",
                "Confirm it, so that emails about bookings reach you. You can then also log in"
                    + " with it.",
            ],
            link: .init("Confirm the address", to: page("confirm", token)),
            footer: [
                "The link works once, for three days. If you did not enter this address, ignore"
                    + " this email: no others follow."
            ])
    }

    private func reset(_ owner: AccountOwner, at place: String, _ token: String) -> Letter {
        Letter(
            subject: "Set a new password", name: PersonName.greeting(owner.name),
            paragraphs: [
                "A new password was requested for your \(account) “\(owner.username)” at"
                    + " \(place)."
            ],
            link: .init("Set a new password", to: page("reset", token)),
            footer: [
                "The link works once, for 30 minutes. If you did not request it, ignore this"
                    + " email: your password stays the same."
            ])
    }

    private func invitation(_ owner: AccountOwner, at place: String, _ token: String) -> Letter {
        Letter(
            subject: "Your account for events", name: PersonName.greeting(owner.name),
            paragraphs: [
                "An account was added for you at \(place). Your username is"
                    + " “\(owner.username)”.",
                "Set a password, and you can put up events and see who has booked.",
            ],
            link: .init("Set a password", to: page("reset", token)),
            footer: ["The link works once, for three days."])
    }

    private func addressChange(_ owner: AccountOwner, at place: String) -> Letter {
        Letter(
            subject: "Your email address is changing", name: PersonName.greeting(owner.name),
            paragraphs: [
                "The email address of your \(account) “\(owner.username)” at \(place) was"
                    + " changed or removed.",
                "A new address takes effect when its owner confirms it.",
            ],
            link: .init("Your account", to: accountPage),
            footer: [
                "If you did not change it, set a new password: this also ends all other logins."
            ])
    }
}
