/// One place where the database is not as it must always be.
package struct Breach: Equatable, Sendable {
    /// What must hold and does not; the raw value is its stable name.
    package enum Rule: String, CaseIterable, Sendable {
        /// An event's count of taken seats is the sum of its held and confirmed bookings.
        case seatsCounted = "seats_counted"
        /// No event has more seats taken than it has.
        case notOverbooked = "not_overbooked"
        /// A guest has at most one active booking of an event.
        case oneActiveBooking = "one_active_booking"
        /// Every booking's timeline ends in the state that the booking is in.
        case timelineTold = "timeline_told"
        /// CRMAPI is told of every booking that was confirmed, and of its end.
        case crmTold = "crm_told"
        /// Every reference leads to a row.
        case referencesHold = "references_hold"
        /// The file is sound and every row within its table's constraints.
        case fileSound = "file_sound"
    }

    package let rule: Rule
    /// Which row, and what is wrong with it.
    package let detail: String

    /// The breach of `rule` that `detail` describes.
    package init(rule: Rule, detail: String) {
        self.rule = rule
        self.detail = detail
    }
}
