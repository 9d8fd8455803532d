import Foundation
import HTTPClient
import JSONCoding

/// A facilitator who works with random events and their bookings until the run ends.
struct Facilitator {
    /// The demo facilitators of CRMAPI, in the order of their ids.
    static let usernames = ["priya", "arjun", "kavya"]
    private static let scheduledEvents = 5
    /// At the sandbox, the refund of an amount that ends in 15 fails until it is retried.
    static let seatPrices: [Int64] = [50_000, 50_015]

    let user: SimulatedUser
    let id: Int64
    var scheduled: [Int64] = []
    /// The prices of scheduled events.
    var prices: [Int64: Int64] = [:]
    /// The events of each series, by its id.
    var series: [Int64: [Int64]] = [:]
    /// The starts of single events.
    var starts: [Int64: Date] = [:]
    /// The events whose booking ends within a minute, or has ended.
    var closing: Set<Int64> = []
    var walkIns = 0
    private var revisions = 0

    init(_ user: SimulatedUser, id: Int64) {
        self.user = user
        self.id = id
    }

    mutating func run() {
        logIn()
        while !user.isStopping {
            switch Int.random(in: 0..<100, using: &user.random) {
            case _ where scheduled.count < Self.scheduledEvents:
                if user.random.happens(percent: 25) { createSeries() } else { create() }
            case ..<15: edit()
            case ..<20: offerOutOfTurn()
            case ..<25: editSeries()
            case ..<28: cancelSeries()
            case ..<50: addWalkIn()
            case ..<80: workWithBooking()
            case ..<87: cancel()
            case ..<93: retryFailedRefunds()
            default: _ = user.repeatUntilAnswered("GET", "\(path)?limit=50")
            }
            user.pause()
        }
    }

    func logIn() { user.logIn(passwords: [user.name + "123"]) }

    var path: String { "/api/facilitator/\(id)/events" }

    private mutating func create() {
        let price: Int64 =
            user.random.happens(percent: 40)
            ? Self.seatPrices.randomElement(using: &user.random) ?? 0 : 0
        create(
            startsAt: Date(timeIntervalSinceNow: 10 * 86_400), capacity: nextCapacity(),
            price: price)
    }

    /// Creates an event of a day.
    ///
    /// - Parameters:
    ///   - closingMinutes: The time from the end of booking to the start.
    ///   - refundPolicy: JSON; nil for a random one.
    /// - Returns: Its id; 0 if the outcome is unknown.
    @discardableResult
    mutating func create(
        startsAt start: Date, capacity: Int64, price: Int64, closingMinutes: Int? = nil,
        refundPolicy: String? = nil
    ) -> Int64 {
        let content = nextContent(capacity)
        let title = "\(user.name)'s event \(revisions)"
        let end = start.addingTimeInterval(86_400)
        let response = user.act(
            "POST", path,
            """
            {"title": "\(title)", "description": "\(content.description)", "kind": "session", \
            "location": "Here", "time_zone": "UTC", \
            "starts_at": "\(start.formatted(.iso8601))", "ends_at": "\(end.formatted(.iso8601))", \
            "capacity": \(capacity), "price": \(price), "currency": "INR", \
            "booking_closes_minutes_before": \(closingMinutes.map(String.init) ?? "null"), \
            "refund_policy": \(refundPolicy ?? nextRefundPolicy())}
            """)
        let outcome = user.outcome(of: response, refusedBy: []) { $0.json["id"]?.integer ?? 0 }
        if let event = outcome.effect {
            scheduled.append(event)
            prices[event] = price
            starts[event] = start
        }
        user.context.record(
            .init(facilitator: id, title: title, price: price, content: content, outcome: outcome),
            in: \.events)
        return outcome.effect ?? 0
    }

    private mutating func edit() {
        // A field that was edited on one event of a series stays its own.
        let single = scheduled.filter { event in
            !series.values.contains { $0.contains(event) }
        }
        guard let event = single.randomElement(using: &user.random) else { return }
        edit(event, capacity: nextCapacity(), waitlistMembers(of: event))
    }

    /// - Parameter members: Further members of the content, each behind a comma.
    mutating func edit(_ event: Int64, capacity: Int64, _ members: String) {
        let content = nextContent(capacity)
        let response = user.act(
            "PUT", "\(path)/\(event)",
            #"{"description": "\#(content.description)", "capacity": \#(capacity)\#(members)}"#)
        let outcome = user.outcome(
            of: response, refusedBy: ["capacity_below_taken", "event_cancelled"]
        ) { _ in }
        user.context.record(.init(event: event, content: content, outcome: outcome), in: \.edits)
    }

    private mutating func cancel() {
        guard let index = scheduled.indices.randomElement(using: &user.random) else { return }
        let event = scheduled.remove(at: index)
        let response = user.act("DELETE", "\(path)/\(event)", nil)
        let outcome = user.outcome(of: response, refusedBy: []) { _ in }
        user.context.record(.init(id: event, outcome: outcome), in: \.eventCancellations)
    }

    /// Retries the failed refunds of the facilitator's events, and hands back what is owed in cash.
    func retryFailedRefunds() {
        if !user.isLoggedIn { logIn() }
        let path = "/api/facilitator/\(id)/refunds"
        let failed = user.repeatUntilAnswered("GET", "\(path)?status=failed&limit=200")
        for refund in failed.json["data"]?.array ?? [] {
            guard let number = refund["id"]?.integer else { continue }
            let response = user.act("POST", "\(path)/\(number)/retry", nil)
            // Another attempt, or a response that was lost, may have retried it before.
            let outcome = user.outcome(
                of: response, refusedBy: ["refund_not_failed", "nothing_to_refund"]
            ) { _ in }
            if outcome.isAcknowledged { user.context.updateCounts { $0.refundsRetried += 1 } }
        }
        handBackMoney()
    }

    /// Half of the price, and the rest once the place is taken.
    static let contingentPolicy =
        #"[{"hours_before": 1, "percent": 50, "percent_if_filled": 100}]"#

    /// A cancellation returns everything, or half of it and the rest once the place is taken.
    private mutating func nextRefundPolicy() -> String {
        user.random.happens(percent: 50)
            ? Self.contingentPolicy
            : #"[{"hours_before": 1, "percent": 100}]"#
    }

    private mutating func nextCapacity() -> Int64 { Int64.random(in: 2...12, using: &user.random) }

    /// - Parameter capacity: Nil for a random one.
    mutating func nextContent(_ capacity: Int64? = nil) -> EventContent {
        revisions += 1
        return EventContent(
            description: "\(user.name)'s description \(revisions)",
            capacity: capacity ?? nextCapacity())
    }
}
