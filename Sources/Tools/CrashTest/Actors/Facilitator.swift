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
    var walkIns = 0
    private var revisions = 0

    init(_ user: SimulatedUser, id: Int64) {
        self.user = user
        self.id = id
    }

    mutating func run() {
        user.logIn(passwords: [user.name + "123"])
        while !user.isStopping {
            switch Int.random(in: 0..<100, using: &user.random) {
            case _ where scheduled.count < Self.scheduledEvents:
                if user.random.happens(percent: 25) { createSeries() } else { create() }
            case ..<20: edit()
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

    var path: String { "/api/facilitator/\(id)/events" }

    private mutating func create() {
        let price: Int64 =
            user.random.happens(percent: 40)
            ? Self.seatPrices.randomElement(using: &user.random) ?? 0 : 0
        let content = nextContent()
        let title = "\(user.name)'s event \(revisions)"
        let start = Date(timeIntervalSinceNow: 10 * 86_400).formatted(.iso8601)
        let end = Date(timeIntervalSinceNow: 11 * 86_400).formatted(.iso8601)
        let response = user.act(
            "POST", path,
            """
            {"title": "\(title)", "description": "\(content.description)", "kind": "session", \
            "location": "Here", "time_zone": "UTC", "starts_at": "\(start)", "ends_at": "\(end)", \
            "capacity": \(content.capacity), "price": \(price), "currency": "INR", \
            "refund_policy": [{"hours_before": 1, "percent": 100}]}
            """)
        let outcome = user.outcome(of: response, refusedBy: []) { $0.json["id"]?.integer ?? 0 }
        if let event = outcome.effect {
            scheduled.append(event)
            prices[event] = price
        }
        user.context.record(
            .init(facilitator: id, title: title, price: price, content: content, outcome: outcome),
            in: \.events)
    }

    private mutating func edit() {
        // A field that was edited on one event of a series stays its own.
        let single = scheduled.filter { event in
            !series.values.contains { $0.contains(event) }
        }
        guard let event = single.randomElement(using: &user.random) else { return }
        let content = nextContent()
        let response = user.act(
            "PUT", "\(path)/\(event)",
            #"{"description": "\#(content.description)", "capacity": \#(content.capacity)}"#)
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
        if !user.isLoggedIn { user.logIn(passwords: [user.name + "123"]) }
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

    mutating func nextContent() -> EventContent {
        revisions += 1
        return EventContent(
            description: "\(user.name)'s description \(revisions)",
            capacity: Int64.random(in: 2...12, using: &user.random))
    }
}
