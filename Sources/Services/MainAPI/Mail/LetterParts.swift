import BookingDomain
import BookingStore
import Mail
import SQLite

/// What the letters of this installation have in common.
struct LetterOrigin {
    /// Makes the `Message-ID`s of two installations differ.
    let installation: String
    let letterhead: Letterhead

    init(in tx: Transaction) throws {
        installation = try tx.metadata.installation()
        letterhead = try Letterhead(tx.centre.current())
    }
}

extension Letterhead {
    /// The name, address and contact of a center. Empty ones are left out.
    init(_ centre: Centre) {
        let lines = [centre.chosenName ?? "", centre.address, centre.contact]
        self.init(
            name: centre.chosenName,
            signature: lines.filter { !$0.isEmpty }.joined(separator: "\n"),
            replyAddress: centre.contactAddress?.text)
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
        "Do you have a question? Answer this email; it goes to \(address)."
    }
}
