import Foundation
import JSONCoding

/// A facilitator who creates, edits and cancels events at random until the end.
struct Facilitator {
    /// The demo facilitators of CRMAPI, in the order of their ids.
    static let usernames = ["priya", "arjun", "kavya"]
    private static let eventsAtOnce = 5

    private let person: Person
    private let id: Int64
    private var deeds = Deeds()
    private var scheduled: [Int64] = []
    private var words = 0

    init(_ person: Person, id: Int64) {
        self.person = person
        self.id = id
    }

    /// Lives until the end.
    ///
    /// - Returns: All that was asked for.
    mutating func live() -> Deeds {
        person.logIn(passwords: [person.name + "123"])
        while person.goesOn {
            switch Int.random(in: 0..<100, using: &person.random) {
            case _ where scheduled.count < Self.eventsAtOnce: create()
            case ..<75: edit()
            case ..<83: cancel()
            default: _ = person.insist("GET", "\(path)?limit=50")
            }
            person.pause()
        }
        return deeds
    }

    private var path: String { "/api/facilitator/\(id)/events" }

    private mutating func create() {
        let price: Int64 = person.random.happens(percent: 25) ? 50_000 : 0
        let face = nextFace()
        let title = "\(person.name) gives \(words)"
        let start = Date(timeIntervalSinceNow: 10 * 86_400).formatted(.iso8601)
        let end = Date(timeIntervalSinceNow: 11 * 86_400).formatted(.iso8601)
        let answer = person.ask(
            "POST", path,
            """
            {"title": "\(title)", "description": "\(face.description)", "kind": "session", \
            "location": "Here", "time_zone": "UTC", "starts_at": "\(start)", "ends_at": "\(end)", \
            "capacity": \(face.capacity), "price": \(price), "currency": "INR", \
            "refund_policy": [{"hours_before": 1, "percent": 100}]}
            """)
        let outcome: Outcome<Int64> = person.outcome(of: answer, refusedBy: []) {
            $0.json["id"]?.integer ?? 0
        }
        if let event = outcome.effect { scheduled.append(event) }
        deeds.events.append(
            .init(
                facilitator: id, title: title, price: price, face: face, outcome: outcome))
    }

    private mutating func edit() {
        guard let event = scheduled.randomElement(using: &person.random) else { return }
        let face = nextFace()
        let answer = person.ask(
            "PUT", "\(path)/\(event)",
            #"{"description": "\#(face.description)", "capacity": \#(face.capacity)}"#)
        let outcome: Outcome<Void> = person.outcome(
            of: answer, refusedBy: ["capacity_below_taken", "event_cancelled"]
        ) { _ in }
        deeds.edits.append(.init(event: event, face: face, outcome: outcome))
    }

    private mutating func cancel() {
        guard let place = scheduled.indices.randomElement(using: &person.random) else { return }
        let event = scheduled.remove(at: place)
        let answer = person.ask("DELETE", "\(path)/\(event)", nil)
        let outcome: Outcome<Void> = person.outcome(of: answer, refusedBy: []) { _ in }
        deeds.eventCancellations.append(.init(id: event, outcome: outcome))
    }

    /// Words that no event had before, and a few seats.
    private mutating func nextFace() -> EventFace {
        words += 1
        return EventFace(
            description: "\(person.name) says \(words)",
            capacity: Int64.random(in: 2...12, using: &person.random))
    }
}
