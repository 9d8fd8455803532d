/// Who made a booking; the raw value is its word on the wire.
package enum BookingSource: String, CaseIterable, Sendable {
    /// A guest with an account.
    case guest
    /// The event's facilitator, for a person who called or walked in.
    case facilitator
}

/// Whether the guests of a booking came; the raw value is its word on the wire.
package enum Attendance: String, CaseIterable, Sendable {
    case arrived
    case noShow = "no_show"
}
