import BookingDomain
import SQLite
import Timekeeping

/// A refund as its facilitator sees it.
package struct FacilitatorRefund: Equatable, Sendable {
    package let refund: Refund
    package let eventID: EventID
    package let facilitatorID: FacilitatorID
    package let eventTitle: String
    /// The current name; `User.erasedName` for an erased guest.
    package let guestName: String
}

extension Refunds {
    /// A page of refunds, newest first.
    ///
    /// - Parameter facilitator: Only those of this facilitator's events; nil for all.
    package func page(
        of facilitator: FacilitatorID? = nil, status: RefundStatus?, _ request: PageRequest
    ) throws -> Page<FacilitatorRefund> {
        var condition: SQL = "r.id < \(request.after?.id ?? .max)"
        if let facilitator { condition += " AND r.facilitator_id = \(facilitator)" }
        if let status { condition += " AND r.status = \(status)" }
        condition += " ORDER BY r.id DESC LIMIT \(request.rowsToRead)"
        let rows = try facilitatorRefunds(where: condition)
        return Page(rows, of: request) { PageCursor(id: $0.refund.id.rawValue) }
    }

    /// The refund, if it is of one of this facilitator's events.
    func find(_ id: RefundID, of facilitator: FacilitatorID) throws -> FacilitatorRefund? {
        try facilitatorRefunds(where: "r.id = \(id) AND r.facilitator_id = \(facilitator)").first
    }

    private func facilitatorRefunds(where condition: SQL) throws -> [FacilitatorRefund] {
        try tx.all(
            """
            SELECT \(fragment: Refund.columns), e.id, r.facilitator_id, e.title,
                coalesce(b.guest_name, u.name)
            FROM \(fragment: Refund.tables) JOIN bookings b ON b.id = r.booking_id
            JOIN events e ON e.id = b.event_id LEFT JOIN users u ON u.id = b.user_id
            WHERE \(fragment: condition)
            """
        ) { row in
            var columns = row.columns
            return FacilitatorRefund(
                refund: try Refund(&columns), eventID: columns.next(),
                facilitatorID: columns.next(), eventTitle: columns.next(),
                guestName: columns.next())
        }
    }
}
