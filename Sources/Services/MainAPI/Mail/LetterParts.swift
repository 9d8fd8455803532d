import BookingDomain
import BookingStore
import Mail
import SQLite

/// What the letters of this installation have in common.
struct LetterOrigin {
    /// Makes the `Message-ID`s of two installations differ.
    let installation: String
    /// The name of the center, if it has one; the letters come from it.
    let centre: String?

    init(in tx: Transaction) throws {
        installation = try tx.metadata.installation()
        centre = try tx.centre.current().chosenName
    }
}

/// Parts that letters to guests have in common.
enum LetterParts {
    /// The event, when and where it is, and who gives it.
    static func place(of event: Event) -> [Letter.Fact] {
        [
            Letter.Fact("Event", event.title),
            Letter.Fact("When", EventFormatter(event: event).timeAndZone),
            Letter.Fact("Where", event.location), Letter.Fact("With", event.facilitator.name),
        ].filter { !$0.value.isEmpty }
    }

    static func question(to address: String) -> String {
        "Do you have a question? Answer this e-mail; it goes to \(address)."
    }
}
