import BookingDomain

/// The notices that go to CRMAPI next, at most one of a booking, and how far along the outbox that
/// brings the deliveries.
package struct DueNotices: Equatable, Sendable {
    /// The last notice that deliveries had come to before.
    let reached: Int64
    /// The last one that they come to with these.
    private(set) var through: Int64
    /// To be sent again.
    private(set) var delayed: [OutboxNotice] = []
    /// To be sent for the first time.
    private(set) var fresh: [OutboxNotice] = []
    /// Those that have to wait for an earlier one of the same booking.
    private(set) var waiting: [OutboxNotice] = []
    private var bookings: Set<BookingID> = []

    init(behind reached: Int64) {
        self.reached = reached
        through = reached
    }

    /// Those to be sent now.
    package var notices: [OutboxNotice] { delayed + fresh }

    /// How many there are, those that have to wait among them.
    package var count: Int { delayed.count + fresh.count + waiting.count }

    mutating func addDelayed(_ notice: OutboxNotice) {
        bookings.insert(notice.bookingID)
        delayed.append(notice)
    }

    /// - Parameter isBehindDelayed: Whether an earlier notice of the same booking is delayed.
    mutating func add(_ notice: OutboxNotice, isBehindDelayed: Bool) {
        through = notice.sequence
        if bookings.insert(notice.bookingID).inserted, !isBehindDelayed {
            fresh.append(notice)
        } else {
            waiting.append(notice)
        }
    }
}
