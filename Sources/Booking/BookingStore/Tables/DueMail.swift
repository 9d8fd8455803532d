import BookingDomain
import Timekeeping

/// An email that is to be sent.
package struct DueMail: Equatable, Sendable {
    /// What the email is about.
    package enum Occasion: Equatable, Sendable {
        /// A line of the booking's timeline.
        case change
        /// The event begins soon.
        case reminder
        /// The facilitator writes to all guests of the event.
        case message(subject: String, text: String)
    }

    /// An event that a booking was moved from.
    package struct Origin: Equatable, Sendable {
        package let title: String
        package let place: TimeAndPlace

        package init(title: String, place: TimeAndPlace) {
            self.title = title
            self.place = place
        }
    }

    /// The row's key, which is in the file name of a copy in the mail folder.
    package let id: Int64
    package var occasion = Occasion.change
    /// Whether the reason for the email has ended before it was sent.
    package var isObsolete = false
    /// The change that the email reports; that of the booking's creation for other occasions.
    package let change: BookingChange.Kind
    /// The cause of the change.
    package let actor: BookingChange.Actor
    /// The booking as it is now, maybe after later changes.
    package let booking: Booking
    /// When and where the event was when the guest booked; nil if it was not moved since.
    package var booked: TimeAndPlace?
    /// The event that the change moved the booking from; nil for other changes.
    package var origin: Origin?
    /// The number of seats that the change concerns; nil for all or none.
    package var seats: Int?
    /// The facilitator's words about the change; nil for none.
    package var reason: String?
    /// The sum that the change returned or failed to return; nil if it returned none.
    package var refund: Money?
    /// The sum that goes back when the seats that the change cancelled are taken again; nil for none.
    package var contingent: Money?
    /// The sum of the booking's refunds that have yet to be made.
    package let refundUnderWay: Money
    /// The effect of cancelling the booking now; nil if it cannot be cancelled.
    package var quote: CancellationQuote?
    /// The number of failed attempts.
    package var attempts = 0
    /// The facilitator's address for the guest's answer; nil if it is not known.
    package var replyAddress: String?
    /// The guest's name as a letter may show it; nil if it may not.
    package let greetedName: String?
    /// The guest's current address.
    package let address: String
    /// The SEQUENCE of the event in the guest's calendar, from 0 (RFC 5545 §3.8.7.4). It increases
    /// with each email and is not lower than the event's own.
    package let sequence: Int
    /// Whether a later email updates the calendar again.
    package let isSuperseded: Bool
    /// The receipts and credit notes for the money that the change has moved.
    package var receipts: [Receipt] = []

    package var isReminder: Bool { occasion == .reminder }
}
