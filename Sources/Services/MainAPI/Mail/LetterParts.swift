import BookingDomain
import Mail

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
