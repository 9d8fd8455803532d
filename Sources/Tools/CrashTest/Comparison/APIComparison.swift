import HTTPClient
import JSONCoding

extension Comparison {
    /// Compares a facilitator's lists in CRMAPI's responses with MainAPI's database.
    func compareLists(of id: Int64) {
        let path = "/api/facilitator/\(id)"
        let events = main.events.filter { $0.facilitator == id }
        let versions = Dictionary(uniqueKeysWithValues: events.map { ($0.id, $0.version) })
        let listedVersions = list("\(path)/events", id: "id") { $0["version"]?.integer }
        if listedVersions != versions {
            violations.add(.inconsistent, "the list of events of facilitator \(id)")
        }
        let bookings = main.bookings.filter { $0.wasConfirmed && versions[$0.event] != nil }
        let statuses = Dictionary(uniqueKeysWithValues: bookings.map { ($0.id, $0.status) })
        let listedStatuses = list("\(path)/bookings", id: "booking_id") { $0["status"]?.string }
        if listedStatuses != statuses {
            violations.add(.inconsistent, "the list of bookings of facilitator \(id)")
        }
    }

    /// A value of each row of all pages, by the row's id.
    private func list<Value>(
        _ path: String, id: String, _ value: (JSONValue) -> Value?
    ) -> [Int64: Value] {
        let client = Client(base: "http://127.0.0.1:\(context.installation.crmPort)")
        var rows: [Int64: Value] = [:]
        var cursor: String?
        repeat {
            let query = "?limit=200" + (cursor.map { "&cursor=\($0)" } ?? "")
            let request = ClientRequest(
                "GET", path + query,
                fields: ["Authorization": "Bearer \(Installation.serviceToken)"])
            guard let response = try? client.sendAndWait(request), response.status == 200 else {
                violations.add(.inconsistent, "GET \(path) failed")
                return rows
            }
            for row in response.json["data"]?.array ?? [] {
                if let id = row[id]?.integer { rows[id] = value(row) }
            }
            cursor = response.json["page"]?["next"]?.string
        } while cursor != nil
        return rows
    }
}
