import BookingDomain
import BookingStore
import JSONCoding
import ServiceContract

/// An event as every answer shows it.
extension Event: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { writeMembers(to: &$0) }
    }

    /// Writes the members alone.
    func writeMembers(to json: inout JSONWriter) {
        json.member("id", id.rawValue)
        json.member("title", title)
        json.member("description", description)
        json.member("kind", kind.rawValue)
        json.member("facilitator_id", facilitator.id.rawValue)
        json.member("facilitator", facilitator)
        json.member("location", location)
        json.member("time_zone", timeZone)
        json.member("starts_at", startsAt)
        json.member("ends_at", endsAt)
        json.member("capacity", capacity)
        json.member("seats_left", seatsLeft)
        json.member("price", price)
        json.member("currency", currency.code)
        json.member("status", status.rawValue)
        json.member("refund_policy", refundPolicy.tiers)
        json.member("version", version)
    }
}

extension Facilitator: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id.rawValue)
            json.member("name", name)
        }
    }
}

extension RefundPolicy.Tier: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("hours_before", hoursBefore)
            json.member("percent", percent)
        }
    }
}
