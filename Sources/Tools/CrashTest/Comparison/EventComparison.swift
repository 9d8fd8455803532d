/// Every event is as its facilitator left it, and was put up once.
struct EventComparison {
    private let deeds: Deeds
    private let main: MainSnapshot
    private let breaches: Breaches

    init(_ deeds: Deeds, _ main: MainSnapshot, _ breaches: Breaches) {
        self.deeds = deeds
        self.main = main
        self.breaches = breaches
    }

    func run() {
        let asked = Dictionary(grouping: deeds.events, by: \.title)
        let edits = Dictionary(grouping: deeds.edits, by: \.event)
        let cancellations = Dictionary(grouping: deeds.eventCancellations, by: \.id)
        let there = Dictionary(grouping: main.events, by: \.title)
        for (title, events) in there where events.count > 1 {
            breaches.add(.doubled, "“\(title)” was put up \(events.count) times")
        }
        for event in deeds.events {
            guard let id = event.outcome.effect else { continue }
            if there[event.title]?.first?.id != id {
                breaches.add(.lost, "event \(id), “\(event.title)”")
            }
        }
        for event in main.events {
            guard let wish = asked[event.title]?.first, wish.outcome.isPossible,
                wish.facilitator == event.facilitator, wish.price == event.price
            else {
                breaches.add(.invented, "event \(event.id), “\(event.title)”")
                continue
            }
            compare(event, wish, edits[event.id] ?? [], cancellations[event.id] ?? [])
        }
    }

    private func compare(
        _ event: MainSnapshot.Event, _ wish: Deeds.Event, _ edits: [Deeds.Edit],
        _ cancellations: [Deeds.Cancellation]
    ) {
        let done = edits.filter { $0.outcome.effect != nil }
        let unknown = edits.filter { $0.outcome.isUnknown }
        let faces = Set(unknown.map(\.face)).union([done.last?.face ?? wish.face])
        if !faces.contains(event.face) {
            breaches.add(.lost, "event \(event.id) is as nobody left it: \(event.face)")
        }
        // Every edit that has an effect makes one version, and so does the cancelling.
        let certain = Int64(1 + done.count + (event.isCancelled ? 1 : 0))
        if event.version < certain {
            breaches.add(.lost, "event \(event.id): version \(event.version), not \(certain)")
        }
        if event.version > certain + Int64(unknown.count) {
            breaches.add(.doubled, "event \(event.id): version \(event.version), not \(certain)")
        }
        if event.isCancelled, !cancellations.contains(where: { $0.outcome.isPossible }) {
            breaches.add(.invented, "the cancelling of event \(event.id)")
        }
        if !event.isCancelled, cancellations.contains(where: { $0.outcome.effect != nil }) {
            breaches.add(.lost, "the cancelling of event \(event.id)")
        }
    }
}

extension Outcome {
    /// Whether it was not refused.
    var isPossible: Bool {
        if case .refused = self { false } else { true }
    }
}
