import BookingDomain
import BookingStore
import JSONCoding
import ServiceContract

extension EventFields: FieldReadable {
    /// Checks only types and generous sizes; `EventDraft` checks the real limits.
    package init(from fields: inout FieldReader) {
        let any = Int64.min...Int64.max
        self.init(
            title: fields.optionalString("title", length: 0...1000),
            description: fields.optionalString("description", length: 0...50_000, multiline: true),
            kind: fields.optionalString("kind", length: 0...100),
            location: fields.optionalString("location", length: 0...1000),
            timeZone: fields.optionalString("time_zone", length: 0...100),
            startsAt: fields.optionalTimestamp("starts_at"),
            endsAt: fields.optionalTimestamp("ends_at"),
            capacity: fields.optionalInteger("capacity", in: any),
            price: fields.optionalInteger("price", in: any),
            currency: fields.optionalString("currency", length: 0...100),
            refundPolicy: fields.optionalArray("refund_policy", count: 0...100) { tier in
                RefundPolicy.Tier(
                    hoursBefore: tier.integer("hours_before", in: any),
                    percent: tier.integer("percent", in: any))
            },
            isCorrection: fields.optionalBool("correction") ?? false)
    }
}

extension Event: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { writeMembers(to: &$0) }
    }

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

extension RefundPolicy.Tier: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("hours_before", hoursBefore)
            json.member("percent", percent)
        }
    }
}
