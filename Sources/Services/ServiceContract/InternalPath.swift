/// The paths by which the two services speak to each other, as both of them spell these.
///
/// Each has a pattern for the side that answers and a function for the side that asks.
package enum InternalPath {
    /// CRMAPI: takes a `BookingNotice`, answers a `NoticeReceipt`.
    package static let notify = "/notify"

    /// MainAPI: the events of a facilitator (GET), a new one (POST a `FacilitatorCommand`).
    package static let eventsPattern = "/internal/facilitators/{facilitator_id}/events"

    /// MainAPI: one event of a facilitator: edit (PUT a `FacilitatorCommand`), cancel (DELETE).
    package static let eventPattern = "/internal/facilitators/{facilitator_id}/events/{event_id}"

    /// MainAPI: the registered guests as a facilitator may see them (GET).
    package static let usersPattern = "/internal/facilitators/{facilitator_id}/users"

    /// MainAPI: the refunds of a facilitator's events (GET).
    package static let refundsPattern = "/internal/facilitators/{facilitator_id}/refunds"

    /// MainAPI: another try of a failed refund (POST).
    package static let refundRetryPattern =
        "/internal/facilitators/{facilitator_id}/refunds/{refund_id}/retry"

    /// MainAPI: the money of one event (GET).
    package static let moneyPattern =
        "/internal/facilitators/{facilitator_id}/events/{event_id}/money"

    /// MainAPI: the money of every event of a facilitator (GET).
    package static let takingsPattern = "/internal/facilitators/{facilitator_id}/money"

    /// MainAPI: every booking that CRMAPI should know, as `ReconciliationEntry`s (GET).
    package static let reconciliation = "/internal/reconciliation"

    /// The path of the events of this facilitator.
    package static func events(ofFacilitator id: Int64) -> String {
        "/internal/facilitators/\(id)/events"
    }

    /// The path of one event of this facilitator.
    package static func event(_ event: Int64, ofFacilitator id: Int64) -> String {
        "/internal/facilitators/\(id)/events/\(event)"
    }

    /// The path of the guests as this facilitator may see them.
    package static func users(seenByFacilitator id: Int64) -> String {
        "/internal/facilitators/\(id)/users"
    }

    /// The path of the refunds of this facilitator's events.
    package static func refunds(ofFacilitator id: Int64) -> String {
        "/internal/facilitators/\(id)/refunds"
    }

    /// The path of another try of this refund.
    package static func retry(ofRefund refund: Int64, ofFacilitator id: Int64) -> String {
        "/internal/facilitators/\(id)/refunds/\(refund)/retry"
    }

    /// The path of the money of this event.
    package static func money(ofEvent event: Int64, ofFacilitator id: Int64) -> String {
        "/internal/facilitators/\(id)/events/\(event)/money"
    }

    /// The path of the money of this facilitator's events.
    package static func takings(ofFacilitator id: Int64) -> String {
        "/internal/facilitators/\(id)/money"
    }
}
