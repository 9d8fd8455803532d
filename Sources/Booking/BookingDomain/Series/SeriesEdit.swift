import JSONCoding
import Timekeeping

/// An edit of a series' events, from one of them on.
package struct SeriesEdit: Equatable, Sendable {
    /// The fields of the events, without their start and end.
    package let fields: EventFields
    /// The new local start of each event, on its date; nil keeps it.
    private let time: TimeOfDay?
    /// Nil keeps the duration.
    private let durationMinutes: Int64?

    /// - Parameter time: Such as `18:30`.
    /// - Throws: `InvalidFields` for a time or duration outside its limits, and if the fields have a
    ///   start or end; the other fields are validated with each event.
    package init(
        _ fields: EventFields, time: String? = nil, durationMinutes: Int64? = nil
    ) throws(InvalidFields) {
        var check = FieldCheck(unreadable: fields.unreadable)
        self.fields = fields
        self.time = time.flatMap(TimeOfDay.init(_:))
        if time != nil, self.time == nil {
            check.reject("time", "invalid", "The time must be local, such as 18:30.")
        }
        self.durationMinutes = check.duration(durationMinutes)
        check.refuseTimes(of: fields)
        if !check.errors.isEmpty { throw InvalidFields(errors: check.errors) }
    }

    /// The fields of an event, with its new start and end.
    ///
    /// - Parameter own: The fields that stay as they are.
    package func fields(
        for event: EventContent, keeping own: Set<SeriesField> = []
    ) -> EventFields {
        var fields = fields.without(own)
        let oldZone = TimeZoneName(event.timeZone) ?? .utc
        let zone = fields.timeZone.flatMap(TimeZoneName.init(_:)) ?? oldZone
        var start = event.startsAt
        if !own.contains(.time), time != nil || zone != oldZone {
            let local = LocalDateTime(event.startsAt, in: oldZone)
            start = on(local).resolved(in: zone).moment
        }
        let kept = event.endsAt.seconds(since: event.startsAt)
        let seconds = own.contains(.duration) ? kept : durationMinutes.map { $0 * 60 } ?? kept
        fields.startsAt = start
        fields.endsAt = start.adding(seconds: seconds)
        return fields
    }

    /// The new local start of an event or a series.
    package func on(_ local: LocalDateTime) -> LocalDateTime {
        guard let time else { return local }
        return LocalDateTime(date: local.date, hour: time.hour, minute: time.minute)
    }
}

extension InvalidFields {
    /// The errors of an event of a series, with the names that its fields have in the series.
    package var ofSeries: InvalidFields {
        InvalidFields(
            errors: errors.map { error in
                let names = ["starts_at": "time", "ends_at": "duration_minutes"]
                return FieldError(
                    field: names[error.field] ?? error.field, code: error.code,
                    detail: error.detail)
            })
    }
}
