import BookingDomain
import BookingStore
import Mail
import TextEncoding
import Timekeeping

/// The message to a guest about a change of a booking.
struct BookingMessage {
    let mail: DueMail
    /// The address that the message comes from.
    let sender: String
    /// The address that gets answers for which no facilitator's address is known; nil for the sender.
    let replyAddress: String?
    let source: CalendarEntry.Source
    let letterhead: Letterhead
    let reminderLinks: ReminderLinks
    let now: Timestamp

    var letter: Letter {
        MailText(
            mail: mail, address: source.address, replyAddress: answerAddress ?? sender,
            unsubscribeAddress: unsubscribeAddress
        ).letter
    }

    private var answerAddress: String? {
        mail.replyAddress ?? replyAddress ?? letterhead.replyAddress
    }

    private var unsubscribeAddress: String {
        let recipient =
            mail.booking.userID.map(LetterRecipient.account) ?? .booking(mail.booking.id)
        return source.address + reminderLinks.path(for: recipient)
    }

    /// The booking in the guest's calendar; nil if the change does not concern it, or if a later
    /// message has it.
    var calendar: CalendarEntry? {
        let changes: [BookingChange.Kind] = [.confirmed, .eventChanged, .moved, .cancelled]
        guard mail.occasion == .change, changes.contains(mail.change),
            mail.booking.confirmedAt != nil, !mail.isSuperseded
        else { return nil }
        return CalendarEntry(
            event: mail.booking.event, source: source, now: now, booking: mail.booking,
            sequence: mail.sequence, guest: mail.address)
    }

    var message: MailMessage {
        let host = sender.split(separator: "@").last ?? "localhost"
        return MailMessage(
            identity: "mail-\(mail.id).\(source.installation)@\(host)", sender: sender,
            letterhead: letterhead, recipient: mail.address,
            recipientName: mail.greetedName ?? "Guest",
            replyAddress: answerAddress, letter: letter,
            unsubscribeAddress: mail.occasion == .change ? nil : unsubscribeAddress,
            calendar: calendar.map { .init(method: $0.method, content: $0.object.bytes) }, date: now
        )
    }
}
