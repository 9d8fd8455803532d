import Foundation
import HTTPClient
import JSONCoding

/// The facilitator's work with series.
extension Facilitator {
    private static let eventsOfSeries = 4

    private var seriesPath: String { "/api/facilitator/\(id)/series" }

    mutating func createSeries() {
        let price: Int64 =
            user.random.happens(percent: 40)
            ? Self.seatPrices.randomElement(using: &user.random) ?? 0 : 0
        let content = nextContent()
        let title = "\(user.name)'s series \(content.description)"
        let day = Date(timeIntervalSinceNow: 10 * 86_400).formatted(.iso8601).prefix(10)
        let response = user.act(
            "POST", seriesPath,
            """
            {"title": "\(title)", "description": "\(content.description)", "location": "Here", \
            "time_zone": "UTC", "starts_on": "\(day)T18:00", "duration_minutes": 60, \
            "rule": "FREQ=DAILY;COUNT=\(Self.eventsOfSeries)", "capacity": \(content.capacity), \
            "price": \(price), "currency": "INR", \
            "refund_policy": [{"hours_before": 1, "percent": 100}]}
            """)
        let outcome = user.outcome(of: response, refusedBy: []) { response in
            (response.json["events"]?.array ?? []).compactMap { $0["id"]?.integer }
        }
        if let events = outcome.effect, let id = response?.json["series"]?["id"]?.integer {
            scheduled += events
            series[id] = events
            for event in events { prices[event] = price }
        }
        user.context.record(
            .init(
                facilitator: id, title: title, count: Self.eventsOfSeries, price: price,
                content: content, outcome: outcome),
            in: \.series)
    }

    mutating func editSeries() {
        guard let (series, following) = randomEventsOfSeries() else { return }
        let content = nextContent()
        let response = user.act(
            "PUT", "\(seriesPath)/\(series)?from=\(following[0])",
            #"{"description": "\#(content.description)", "capacity": \#(content.capacity)}"#)
        let outcome = user.outcome(of: response, refusedBy: ["capacity_below_taken"]) { _ in }
        user.context.updateCounts { $0.seriesEdits += 1 }
        for event in following {
            user.context.record(
                .init(event: event, content: content, outcome: effect(of: outcome, on: event)),
                in: \.edits)
        }
    }

    mutating func cancelSeries() {
        guard let (series, following) = randomEventsOfSeries() else { return }
        let response = user.act(
            "DELETE", "\(seriesPath)/\(series)?from=\(following[0])", nil)
        let outcome = user.outcome(of: response, refusedBy: []) { _ in }
        user.context.updateCounts { $0.seriesCancellations += 1 }
        for event in following {
            user.context.record(
                .init(id: event, outcome: effect(of: outcome, on: event)),
                in: \.eventCancellations)
            scheduled.removeAll { $0 == event }
        }
    }

    /// A series, and its events from a random one on that may be scheduled.
    private mutating func randomEventsOfSeries() -> (series: Int64, events: [Int64])? {
        let open = series.filter { $0.value.contains(where: scheduled.contains) }
        guard let found = open.min(by: { $0.key < $1.key }),
            let first = found.value.filter(scheduled.contains).randomElement(using: &user.random)
        else { return nil }
        return (found.key, Array(found.value.drop { $0 != first }))
    }

    /// An event whose cancellation has an unknown outcome may have been left out.
    private func effect(
        of outcome: ActionOutcome<Void>, on event: Int64
    ) -> ActionOutcome<Void> {
        outcome.isAcknowledged && !scheduled.contains(event) ? .unknown : outcome
    }
}
