import BookingDomain
import BookingStore
import JSONCoding
import ServiceContract
import Timekeeping

extension SeriesFields {
    /// Reads the fields of a command; `SeriesDraft` checks their limits.
    init(_ object: JSONObject) {
        var fields = FieldReader(object)
        self.init(
            event: EventFields(object), rule: fields.optionalString("rule", length: 0...500),
            exceptions: fields.optionalStrings(
                "except", count: SeriesDraft.exceptionCounts, length: 0...20) ?? [],
            startsOn: fields.optionalString("starts_on", length: 0...50),
            durationMinutes: fields.optionalDuration())
        event.unreadable += fields.errors
    }
}

extension SeriesEdit {
    /// Reads the fields of a command.
    ///
    /// - Throws: `InvalidFields`.
    init(_ object: JSONObject) throws(InvalidFields) {
        var event = EventFields(object)
        var fields = FieldReader(object)
        let time = fields.optionalString("time", length: 0...50)
        let duration = fields.optionalDuration()
        event.unreadable += fields.errors
        for name in ["rule", "starts_on", "except"] where fields.has(name) {
            event.unreadable.append(
                FieldError(
                    field: name, code: "invalid",
                    detail: "The rule of a series does not change. Add or cancel dates instead."))
        }
        try self.init(event, time: time, durationMinutes: duration)
    }

    /// Whether the edit may change prices.
    var hasPrice: Bool { fields.price != nil || fields.currency != nil }
}

extension FieldReader {
    fileprivate mutating func optionalDuration() -> Int64? {
        optionalInteger("duration_minutes", in: .min ... .max)
    }
}

/// The content of a request for more events of a series.
struct AddedDates: FieldReadable {
    let dates: [String]

    init(from fields: inout FieldReader) {
        dates = fields.strings("dates", count: SeriesDates.counts, length: 0...50)
    }
}

extension EventSeries: JSONWritable {
    package func write(to json: inout JSONWriter) {
        let seconds = content.endsAt.seconds(since: content.startsAt)
        json.object { json in
            json.member("id", id.rawValue)
            json.member("facilitator_id", facilitator.id.rawValue)
            json.member("rule", pattern.rule.text)
            json.member("except", pattern.exceptions.map(\.text))
            json.member("starts_on", pattern.startsOn.text)
            json.member("duration_minutes", seconds / 60)
            json.member("title", content.title)
            json.member("kind", content.kind.rawValue)
            json.member("location", content.location)
            json.member("time_zone", content.timeZone)
            json.member("capacity", capacity)
            json.member("price", content.price)
            json.member("currency", content.currency.code)
            json.member("visibility", content.visibility.rawValue)
            json.member("booking_closes_minutes_before", content.bookingClosesMinutesBefore)
            json.member("waitlist_open", content.isWaitlistOpen)
            json.member("picture", picture)
            json.member("version", version)
            json.memberObject("events") { json in
                json.member("total", events.total)
                json.member("upcoming", events.upcoming)
                json.member("next_starts_at", events.nextStart)
            }
        }
    }
}

extension SeriesWithEvents: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { writeMembers(to: &$0) }
    }

    fileprivate func writeMembers(to json: inout JSONWriter) {
        json.member("series", series)
        json.member("events", events.map(ShortEvent.init(event:)))
    }
}

extension SeriesPreview: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            change.writeMembers(to: &json)
            json.member("affected", affected)
        }
    }
}

/// An event of a series, without its long texts and its refund policy.
private struct ShortEvent: JSONWritable {
    let event: Event

    func write(to json: inout JSONWriter) {
        json.object { event.writeMembers(to: &$0, isShort: true) }
    }
}

/// The events that a series would have.
struct SeriesPlan: JSONWritable {
    let dates: [SeriesDate]

    func write(to json: inout JSONWriter) {
        json.object { $0.member("events", dates) }
    }
}

extension SeriesDate: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("starts_at", startsAt)
            json.member("ends_at", endsAt)
            json.member("local", local.text)
            json.member("clock_change", clockChange?.rawValue)
            json.member("clashes_with", clashes.map(\.rawValue))
        }
    }
}
