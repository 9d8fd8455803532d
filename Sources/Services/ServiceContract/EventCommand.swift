import JSONCoding
import Timekeeping

/// What a facilitator asks MainAPI to make of an event: its editable fields, nil where left out.
///
/// Only types and generous sizes are read here; the limits are the rules' own (`EventDraft` of
/// MainAPI), so that they stand in one place.
package struct EventCommand: Equatable, Sendable {
    /// One step of a refund policy.
    package struct RefundTier: Equatable, Sendable {
        /// The notice it asks for, in hours before the start.
        package let hoursBefore: Int64
        /// The share of what was paid that comes back.
        package let percent: Int64

        /// The step that gives `percent` back up to `hoursBefore` hours before the start.
        package init(hoursBefore: Int64, percent: Int64) {
            self.hoursBefore = hoursBefore
            self.percent = percent
        }
    }

    /// What the event is called, on one line.
    package var title: String?
    /// What the event is about; it may have lines.
    package var description: String?
    /// `session` or `retreat`.
    package var kind: String?
    /// Where it takes place, on one line.
    package var location: String?
    /// An IANA name such as `Asia/Kolkata`, by which the pages show its times.
    package var timeZone: String?
    /// When it begins, in UTC.
    package var startsAt: Timestamp?
    /// When it is over, in UTC.
    package var endsAt: Timestamp?
    /// How many seats it has in all.
    package var capacity: Int64?
    /// For one seat, in minor units of `currency`; 0 is a free event.
    package var price: Int64?
    /// A code of ISO 4217, such as `INR`.
    package var currency: String?
    /// Its steps, the longest notice first; an empty list gives nothing back.
    package var refundPolicy: [RefundTier]?

    /// A command that leaves every field out.
    package init() {}
}

extension EventCommand: FieldReadable {
    package init(from fields: inout FieldReader) {
        let whole = Int64.min...Int64.max
        title = fields.optionalString("title", length: 0...1000)
        description = fields.optionalString("description", length: 0...50_000, multiline: true)
        kind = fields.optionalString("kind", length: 0...100)
        location = fields.optionalString("location", length: 0...1000)
        timeZone = fields.optionalString("time_zone", length: 0...100)
        startsAt = fields.optionalTimestamp("starts_at")
        endsAt = fields.optionalTimestamp("ends_at")
        capacity = fields.optionalInteger("capacity", in: whole)
        price = fields.optionalInteger("price", in: whole)
        currency = fields.optionalString("currency", length: 0...100)
        refundPolicy = fields.optionalArray("refund_policy", count: 0...100) { tier in
            RefundTier(
                hoursBefore: tier.integer("hours_before", in: whole),
                percent: tier.integer("percent", in: whole))
        }
    }
}

extension EventCommand: JSONWritable {
    /// Writes the fields that are given and no others.
    package func write(to json: inout JSONWriter) {
        json.object { json in
            if let title { json.member("title", title) }
            if let description { json.member("description", description) }
            if let kind { json.member("kind", kind) }
            if let location { json.member("location", location) }
            if let timeZone { json.member("time_zone", timeZone) }
            if let startsAt { json.member("starts_at", startsAt) }
            if let endsAt { json.member("ends_at", endsAt) }
            if let capacity { json.member("capacity", capacity) }
            if let price { json.member("price", price) }
            if let currency { json.member("currency", currency) }
            if let refundPolicy { json.member("refund_policy", refundPolicy) }
        }
    }
}

extension EventCommand.RefundTier: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("hours_before", hoursBefore)
            json.member("percent", percent)
        }
    }
}
