import JSONCoding

/// What facilitators are shown through the APIs is what the databases hold.
struct ShownComparison {
    private let main: MainSnapshot
    private let shared: Person.Shared

    init(_ main: MainSnapshot, _ shared: Person.Shared) {
        self.main = main
        self.shared = shared
    }

    func run() {
        for index in Facilitator.usernames.indices { compare(facilitator: Int64(index + 1)) }
    }

    private func compare(facilitator id: Int64) {
        let path = "/api/facilitator/\(id)"
        let events = main.events.filter { $0.facilitator == id }
        let versions = Dictionary(uniqueKeysWithValues: events.map { ($0.id, $0.version) })
        let shownVersions = shown("\(path)/events", id: "id") { $0["version"]?.integer }
        if shownVersions != versions {
            shared.breaches.add(.astray, "the events that facilitator \(id) is shown")
        }
        let bookings = main.bookings.filter { $0.wasConfirmed && versions[$0.event] != nil }
        let states = Dictionary(uniqueKeysWithValues: bookings.map { ($0.id, $0.status) })
        let shownStates = shown("\(path)/bookings", id: "booking_id") { $0["status"]?.string }
        if shownStates != states {
            shared.breaches.add(.astray, "the bookings that facilitator \(id) is shown")
        }
    }

    /// Every row of a list by its id, page after page.
    private func shown<Value>(
        _ path: String, id: String, _ value: (JSONValue) -> Value?
    ) -> [Int64: Value] {
        let client = HTTPClient(port: shared.installation.crmPort)
        var rows: [Int64: Value] = [:]
        var cursor: String?
        repeat {
            let query = "?limit=200" + (cursor.map { "&cursor=\($0)" } ?? "")
            let exchange = client.exchange(
                "GET", path + query,
                fields: ["Authorization": "Bearer \(Installation.serviceToken)"])
            guard case .answered(let answer) = exchange, answer.status == 200 else {
                shared.breaches.add(.astray, "GET \(path) is not answered")
                return rows
            }
            for row in answer.json["data"]?.array ?? [] {
                if let id = row[id]?.integer { rows[id] = value(row) }
            }
            cursor = answer.json["page"]?["next"]?.string
        } while cursor != nil
        return rows
    }
}
