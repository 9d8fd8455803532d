import BookingDomain
import BookingStore
import HTTP
import JSONCoding
import ServiceContract
import Timekeeping

/// The settings of the center; all of them are public.
extension Centre: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("name", name)
            json.member("tagline", tagline)
            json.member("accent", accent?.text)
            json.member("address", address)
            json.member("contact", contact)
            json.member("imprint", imprint.text)
            json.member("privacy", privacy.text)
            json.member("terms", terms.text)
            json.member("currency", currency?.code)
            json.member("time_zone", timeZone)
            json.member("refund_policy", refundPolicy.tiers)
            json.memberArray("embed_origins") { json in
                for origin in embedOrigins { json.element(origin) }
            }
            json.member("logo", logo)
            json.member("version", version)
        }
    }
}

extension StoredPicture {
    /// The path of its address.
    var path: String { "/pictures/\(name)" }
}

extension StoredPicture: JSONWritable {
    /// The address is relative to that of the service.
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("url", path)
            json.member("width", width)
            json.member("height", height)
        }
    }
}

/// What guests may know of a facilitator.
extension PublicProfile: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", facilitator.id.rawValue)
            json.member("name", facilitator.name)
            json.member("text", text)
            json.member("picture", picture)
        }
    }
}

extension CentreGuest: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            user.writeMembers(to: &json)
            json.member("bookings", bookings)
        }
    }
}

extension CentreMoney: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            switch group {
            case .month(let first): json.member("month", String(first.text.prefix(7)))
            case .event(let id, let title):
                json.member("event_id", id.rawValue)
                json.member("event", title)
            case .facilitator(let id, let name):
                json.member("facilitator_id", id.rawValue)
                json.member("facilitator", name)
            }
            json.member("currency", currency.code)
            json.member("method", method)
            json.member("payments", payments)
            json.member("taken", taken)
            json.member("refunded", refunded)
            json.member("kept", kept)
        }
    }
}

extension CentreFields {
    /// Reads the fields of a command; `Centre` checks their limits and reports the errors of both.
    init(_ object: JSONObject) {
        var fields = FieldReader(object)
        self.init()
        let line = 0...Centre.lineLength.upperBound
        if fields.has("name") {
            name = fields.optionalString("name", length: line) ?? Centre.defaultName
        }
        tagline = fields.text("tagline", line)
        accent = fields.nullable("accent", length: 0...20)
        address = fields.text("address", Centre.addressLength, multiline: true)
        contact = fields.text("contact", Centre.addressLength, multiline: true)
        imprint = fields.text("imprint", Centre.legalTextLength, multiline: true)
        privacy = fields.text("privacy", Centre.legalTextLength, multiline: true)
        terms = fields.text("terms", Centre.legalTextLength, multiline: true)
        currency = fields.nullable("currency", length: 0...100)
        timeZone = fields.nullable("time_zone", length: 0...100)
        refundPolicy = fields.optionalRefundPolicy("refund_policy")
        embedOrigins = fields.origins("embed_origins")
        fields.allowOnly(
            "name", "tagline", "accent", "address", "contact", "imprint", "privacy", "terms",
            "currency", "time_zone", "refund_policy", "embed_origins")
        unreadable = fields.errors
    }
}

extension FieldReader {
    /// A text that may be removed: null is an empty one, and nil an absent one.
    fileprivate mutating func text(
        _ field: String, _ length: ClosedRange<Int>, multiline: Bool = false
    ) -> String? {
        guard has(field) else { return nil }
        return optionalString(field, length: length, multiline: multiline) ?? ""
    }

    /// A value that may be removed: `.some(nil)` for null or an empty text.
    fileprivate mutating func nullable(_ field: String, length: ClosedRange<Int>) -> String?? {
        guard has(field) else { return nil }
        let text = optionalString(field, length: length)
        return .some(text?.isEmpty == true ? nil : text)
    }

    /// The tiers of a refund policy, which `RefundPolicy` checks.
    mutating func optionalRefundPolicy(_ field: String) -> [RefundPolicy.Tier]? {
        let any = Int64.min...Int64.max
        return optionalArray(field, count: 0...RefundPolicy.maximumTiers) { tier in
            RefundPolicy.Tier(
                hoursBefore: tier.integer("hours_before", in: any),
                percent: tier.integer("percent", in: any),
                percentIfFilled: tier.optionalInteger("percent_if_filled", in: any))
        }
    }

    /// Each origin once, in the form in which browsers send it.
    fileprivate mutating func origins(_ field: String) -> [String]? {
        let texts = optionalStrings(field, count: 0...Centre.maximumOrigins, length: 1...200)
        guard let texts else { return nil }
        guard texts.allSatisfy(CORS.isOrigin) else {
            reject(
                field, code: "invalid",
                detail: "An origin is a scheme and a host, such as https://example.org.")
            return nil
        }
        return texts.reduce(into: []) { origins, origin in
            if !origins.contains(origin) { origins.append(origin) }
        }
    }
}
