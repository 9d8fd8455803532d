/// The host of an event: an id and a name, without an account.
package struct Facilitator: Equatable, Sendable {
    /// The length of the text of the public page, in Unicode scalars.
    package static let textLength = 0...10_000

    /// Assigned by CRMAPI, which has the accounts.
    package let id: FacilitatorID
    /// The name that CRMAPI sent last.
    package let name: String

    package init(id: FacilitatorID, name: String) {
        self.id = id
        self.name = name
    }
}

/// The letters that a facilitator wants about bookings and cancellations.
package enum LetterChoice: String, CaseIterable, Sendable {
    /// One for each.
    case each
    /// One a day.
    case daily
    case none
}

/// The way to reach a facilitator, from the account at CRMAPI.
package struct FacilitatorContact: Equatable, Sendable {
    /// The confirmed address; nil if there is none.
    package let email: String?
    /// The address for guests' answers; nil for `email`.
    package let replyTo: String?
    package let letters: LetterChoice

    package init(email: String?, replyTo: String?, letters: LetterChoice) {
        self.email = email
        self.replyTo = replyTo
        self.letters = letters
    }
}

/// What guests may know of a facilitator.
package struct PublicProfile: Equatable, Sendable {
    package let facilitator: Facilitator
    /// Of several lines; empty for none.
    package let text: String
    /// The portrait; nil for none.
    package let picture: StoredPicture?

    package init(facilitator: Facilitator, text: String, picture: StoredPicture?) {
        self.facilitator = facilitator
        self.text = text
        self.picture = picture
    }
}
