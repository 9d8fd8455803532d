import BookingDomain
import SQLite
import Timekeeping

/// A refund as its facilitator sees it: with the event and the guest beside it.
package struct FacilitatorRefund: Equatable, Sendable {
    /// The refund, whatever its status.
    package let refund: Refund
    /// The event that was booked.
    package let eventID: EventID
    /// The event's title as it is now.
    package let eventTitle: String
    /// The guest's name as it is now: an erased guest's is `User.erasedName`.
    package let guestName: String
}

extension Refunds {
    /// A page of the refunds of a facilitator's events, newest first.
    ///
    /// - Parameter status: Only those that stand so; nil is all.
    package func page(
        of facilitator: FacilitatorID, status: RefundStatus?, _ request: PageRequest
    ) throws -> Page<FacilitatorRefund> {
        var condition: SQL =
            "r.facilitator_id = \(facilitator) AND r.id < \(request.after?.id ?? .max)"
        if let status { condition += " AND r.status = \(status)" }
        let rows = try tx.all(
            """
            SELECT \(fragment: Refund.columns), e.id, e.title, u.name
            FROM \(fragment: Self.shown) WHERE \(fragment: condition)
            ORDER BY r.id DESC LIMIT \(request.rowsToRead)
            """
        ) { try FacilitatorRefund(row: $0) }
        return Page(rows, of: request) { PageCursor(id: $0.refund.id.rawValue) }
    }

    /// The refund, if it is of an event of this facilitator's.
    func find(
        _ id: RefundID, of facilitator: FacilitatorID
    ) throws -> FacilitatorRefund? {
        try tx.first(
            """
            SELECT \(fragment: Refund.columns), e.id, e.title, u.name
            FROM \(fragment: Self.shown) WHERE r.id = \(id) AND r.facilitator_id = \(facilitator)
            """
        ) { try FacilitatorRefund(row: $0) }
    }

    private static let shown: SQL = """
        \(fragment: Refund.tables) JOIN bookings b ON b.id = r.booking_id
        JOIN events e ON e.id = b.event_id JOIN users u ON u.id = b.user_id
        """
}

extension FacilitatorRefund {
    fileprivate init(row: borrowing Row) throws(UnreadableRow) {
        var columns = row.columns
        self.init(
            refund: try Refund(&columns), eventID: columns.next(), eventTitle: columns.next(),
            guestName: columns.next())
    }
}
