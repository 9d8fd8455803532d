import Foundation
import HTTPClient
import JSONCoding

/// A facilitator whose single event has a long waiting list.
///
/// Offers are open until booking closes, which the facilitator puts off each minute. So offers
/// without an answer end during the run, all in one second, and are passed on.
struct WaitlistFacilitator {
    private static let daysAhead = 10
    private static let minute: TimeInterval = 60
    /// From the creation until booking closes.
    private static let firstClosing: TimeInterval = 12
    /// From a postponement until booking would have closed.
    private static let lead: TimeInterval = 4

    /// The event at its creation.
    struct PopularEvent: Sendable {
        let id: Int64
        let capacity: Int64
        let startsAt: Date
        let closingMinutes: Int
    }

    private var facilitator: Facilitator
    private let event: PopularEvent
    private var closingMinutes: Int

    init(_ user: SimulatedUser, id: Int64, event: PopularEvent) {
        facilitator = Facilitator(user, id: id)
        facilitator.scheduled = [event.id]
        self.event = event
        closingMinutes = event.closingMinutes
    }

    static func createEvent(
        _ user: SimulatedUser, id: Int64, capacity: Int64
    ) -> PopularEvent {
        var facilitator = Facilitator(user, id: id)
        facilitator.logIn()
        let minutes = daysAhead * 1_440
        let start = Date(timeIntervalSinceNow: firstClosing + Double(minutes) * minute)
        let event = facilitator.create(
            startsAt: start, capacity: capacity, price: Facilitator.seatPrices[0],
            closingMinutes: minutes, refundPolicy: Facilitator.contingentPolicy)
        return PopularEvent(
            id: event, capacity: capacity, startsAt: start, closingMinutes: minutes)
    }

    /// Keeps booking open until the run ends, and sometimes offers seats out of turn.
    mutating func run() {
        facilitator.logIn()
        while !facilitator.user.isStopping {
            let closing = event.startsAt.addingTimeInterval(-Double(closingMinutes) * Self.minute)
            if closing.timeIntervalSinceNow < Self.lead {
                closingMinutes -= 1
                facilitator.edit(
                    event.id, capacity: event.capacity,
                    #", "booking_closes_minutes_before": \#(closingMinutes)"#)
            } else if facilitator.user.random.happens(percent: 5) {
                facilitator.offerOutOfTurn()
            }
            facilitator.user.pause(milliseconds: 100...400)
        }
    }
}
