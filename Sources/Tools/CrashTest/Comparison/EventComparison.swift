extension Comparison {
    /// Checks that every event was created once and is in the state of its last edit.
    func compareEvents() {
        let requests = Dictionary(grouping: actions.events, by: \.title)
        let edits = Dictionary(grouping: actions.edits, by: \.event)
        let cancellations = Dictionary(grouping: actions.eventCancellations, by: \.id)
        let stored = Dictionary(grouping: main.events, by: \.title)
        let series = Dictionary(grouping: actions.series, by: \.title)
        for (title, events) in stored where events.count > 1 && series[title] == nil {
            violations.add(.duplicated, "“\(title)” was created \(events.count) times")
        }
        for series in actions.series { compare(series, stored[series.title] ?? []) }
        for event in actions.events {
            guard let id = event.outcome.effect else { continue }
            if stored[event.title]?.first?.id != id {
                violations.add(.lost, "event \(id), “\(event.title)”")
            }
        }
        for event in main.events {
            guard let request = requests[event.title]?.first ?? series[event.title]?.first?.event,
                request.outcome.isPossible,
                request.facilitator == event.facilitator, request.price == event.price
            else {
                violations.add(.unrequested, "event \(event.id), “\(event.title)”")
                continue
            }
            compare(event, request, edits[event.id] ?? [], cancellations[event.id] ?? [])
        }
    }

    /// Checks that a series has all of its events or none.
    private func compare(_ series: RecordedActions.Series, _ events: [MainSnapshot.Event]) {
        let name = "“\(series.title)” with \(events.count) of \(series.count) events"
        if let ids = series.outcome.effect, Set(ids) != Set(events.map(\.id)) {
            violations.add(.lost, name)
        }
        if !events.isEmpty, events.count != series.count { violations.add(.inconsistent, name) }
    }

    private func compare(
        _ event: MainSnapshot.Event, _ request: RecordedActions.Event,
        _ edits: [RecordedActions.Edit], _ cancellations: [RecordedActions.Cancellation]
    ) {
        let acknowledged = edits.filter { $0.outcome.isAcknowledged }
        let unknown = edits.filter { $0.outcome.isUnknown }
        let possible =
            unknown.map(\.content) + [acknowledged.last?.content ?? request.content]
        if !possible.contains(event.content) {
            violations.add(.lost, "event \(event.id) has the content \(event.content)")
        }
        // Each edit and a cancellation increment the version.
        let expected = Int64(1 + acknowledged.count + (event.isCancelled ? 1 : 0))
        if event.version < expected {
            violations.add(.lost, "event \(event.id): version \(event.version), not \(expected)")
        }
        if event.version > expected + Int64(unknown.count) {
            violations.add(
                .duplicated, "event \(event.id): version \(event.version), not \(expected)")
        }
        if event.isCancelled, !cancellations.contains(where: { $0.outcome.isPossible }) {
            violations.add(.unrequested, "the cancellation of event \(event.id)")
        }
        if !event.isCancelled, cancellations.contains(where: { $0.outcome.isAcknowledged }) {
            violations.add(.lost, "the cancellation of event \(event.id)")
        }
    }
}

extension RecordedActions.Series {
    /// The request for one of its events.
    fileprivate var event: RecordedActions.Event {
        let outcome: ActionOutcome<Int64> =
            switch self.outcome {
            case .acknowledged(let ids): .acknowledged(ids.first ?? 0)
            case .refused: .refused
            case .unknown: .unknown
            }
        return RecordedActions.Event(
            facilitator: facilitator, title: title, price: price, content: content,
            outcome: outcome)
    }
}
