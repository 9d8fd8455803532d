import Foundation
import HTTPClient
import JSONCoding

/// The facilitator's work with waiting lists.
extension Facilitator {
    /// Offers seats to a random guest who waits, whatever the place in the queue.
    mutating func offerOutOfTurn() {
        guard let event = scheduled.randomElement(using: &user.random) else { return }
        let list = user.repeatUntilAnswered("GET", "\(path)/\(event)/waitlist?limit=200")
        let waiting = (list.json["data"]?.array ?? []).filter { $0["status"]?.string == "waiting" }
        guard let guest = waiting.randomElement(using: &user.random)?["user"]?["id"]?.integer else {
            return
        }
        let response = user.act("POST", "\(path)/\(event)/waitlist/\(guest)/offer", nil)
        let outcome = user.outcome(
            of: response, refusedBy: ["not_found", "event_full", "event_cancelled"]
        ) { $0.json["booking_id"]?.integer ?? 0 }
        user.context.record(
            .init(event: event, user: guest, outcome: outcome), in: \.outOfTurnOffers)
    }

    /// The members of an edit that open or close the waiting list, or end booking within a minute.
    ///
    /// Offers are open until booking closes. The next edit of the event opens it again, so that
    /// offers end during the run and are passed on.
    mutating func waitlistMembers(of event: Int64) -> String {
        let isClosing = closing.remove(event) != nil
        if isClosing { return #", "booking_closes_minutes_before": null"# }
        guard user.random.happens(percent: 30), let start = starts[event] else {
            return #", "waitlist_open": \#(user.random.happens(percent: 85))"#
        }
        closing.insert(event)
        let minutes = Int(start.timeIntervalSinceNow - 1) / 60
        return #", "booking_closes_minutes_before": \#(minutes)"#
    }
}
