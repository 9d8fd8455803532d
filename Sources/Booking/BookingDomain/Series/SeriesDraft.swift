import JSONCoding
import Timekeeping

/// The fields of a new series as a facilitator sent them, not validated; nil if absent.
package struct SeriesFields: Equatable, Sendable {
    /// Those of each event; its start and end must be absent.
    package var event: EventFields
    package var rule: String?
    /// Local dates.
    package var exceptions: [String]
    /// A local date and time.
    package var startsOn: String?
    /// From the start to the end of each event.
    package var durationMinutes: Int64?

    package init(
        event: EventFields, rule: String? = nil, exceptions: [String] = [],
        startsOn: String? = nil, durationMinutes: Int64? = nil
    ) {
        self.event = event
        self.rule = rule
        self.exceptions = exceptions
        self.startsOn = startsOn
        self.durationMinutes = durationMinutes
    }
}

/// The validated fields of a series that is created.
package struct SeriesDraft: Equatable, Sendable {
    /// The longest duration of an event, in minutes.
    package static let durations: ClosedRange<Int64> = 1...EventDraft.maximumSeconds / 60
    /// The limits of the list of exceptions: a rule has at most as many dates.
    package static let exceptionCounts = 0...RecurrenceRule.maximumEvents

    package let pattern: SeriesPattern
    package let occurrences: [RecurrenceRule.Occurrence]
    /// An event at the pattern's start.
    package let event: EventDraft

    /// Validates the fields; title, capacity, rule, start and duration are required.
    ///
    /// - Throws: `InvalidFields` with an error for every wrong field.
    package init(_ fields: SeriesFields, at now: Timestamp) throws(InvalidFields) {
        var check = FieldCheck(unreadable: fields.event.unreadable)
        let zone = fields.event.timeZone.flatMap(TimeZoneName.init(_:)) ?? .utc
        let startsOn = check.localTime(fields.startsOn, "starts_on")
        let duration = check.duration(required: fields.durationMinutes)
        let rule = check.rule(fields.rule)
        let exceptions = check.dates(fields.exceptions)
        check.refuseTimes(of: fields.event)
        var occurrences: [RecurrenceRule.Occurrence] = []
        if let startsOn, let rule {
            occurrences = check.occurrences(
                of: rule, from: startsOn, in: zone, except: Set(exceptions))
        }
        if let first = occurrences.first, let duration,
            first.moment.adding(seconds: duration * 60) <= now
        {
            check.reject("starts_on", "out_of_range", "The first date must not be over.")
        }
        let start = startsOn?.resolved(in: zone).moment ?? .earliest
        var event = fields.event
        event.startsAt = start
        event.endsAt = start.adding(seconds: 60 * (duration ?? 1))
        event.unreadable = check.errors
        let draft = try EventDraft(event)
        guard let startsOn, let rule else { throw InvalidFields(errors: check.errors) }
        self.event = draft
        self.occurrences = occurrences
        pattern = SeriesPattern(rule: rule, exceptions: exceptions, startsOn: startsOn)
    }

    /// The event of an occurrence.
    package func event(at occurrence: RecurrenceRule.Occurrence) -> EventDraft {
        event.moved(to: occurrence.moment)
    }
}

/// More dates for a series, as a facilitator sent them.
package struct SeriesDates: Equatable, Sendable {
    package static let counts = 1...RecurrenceRule.maximumEvents

    package let occurrences: [RecurrenceRule.Occurrence]

    /// Validates local times such as `2027-06-01T18:00` in the time zone of a series.
    ///
    /// - Throws: `InvalidFields` for a wrong, repeated or past time, and for one in too many years.
    package init(
        _ texts: [String], of series: EventSeries, at now: Timestamp
    ) throws(InvalidFields) {
        var check = FieldCheck(unreadable: [])
        let zone = TimeZoneName(series.content.timeZone) ?? .utc
        let today = LocalDateTime(now, in: zone).date
        let latest = today.adding(years: RecurrenceRule.maximumYears)
        var occurrences: [RecurrenceRule.Occurrence] = []
        for (index, text) in texts.enumerated() {
            let field = "dates[\(index)]"
            guard let local = check.localTime(text, field) else { continue }
            let (moment, clockChange) = local.resolved(in: zone)
            if moment <= now {
                check.reject(field, "out_of_range", "The date must be in the future.")
            } else if local.date > latest {
                check.reject(
                    field, "out_of_range",
                    "The date must be at most \(RecurrenceRule.maximumYears) years from today.")
            } else if occurrences.contains(where: { $0.moment == moment }) {
                check.reject(field, "invalid", "The date is in the list twice.")
            }
            occurrences.append(
                RecurrenceRule.Occurrence(local: local, moment: moment, clockChange: clockChange))
        }
        if !check.errors.isEmpty { throw InvalidFields(errors: check.errors) }
        self.occurrences = occurrences.sorted { $0.moment < $1.moment }
    }
}

extension FieldCheck {
    mutating func localTime(_ text: String?, _ field: String) -> LocalDateTime? {
        guard let text else { return missing(field, else: nil) }
        let time = LocalDateTime(text)
        if time == nil {
            reject(field, "invalid", "The time must be local, such as 2027-01-12T18:00.")
        }
        return time
    }

    mutating func duration(required minutes: Int64?) -> Int64? {
        guard let minutes else { return missing("duration_minutes", else: nil) }
        return duration(minutes)
    }

    mutating func duration(_ minutes: Int64?) -> Int64? {
        guard let minutes, !SeriesDraft.durations.contains(minutes) else { return minutes }
        reject(
            "duration_minutes", "out_of_range", "The event must last from a minute to 366 days.")
        return nil
    }

    mutating func rule(_ text: String?) -> RecurrenceRule? {
        guard let text else { return missing("rule", else: nil) }
        do throws(RecurrenceRule.Violation) {
            return try RecurrenceRule(text)
        } catch {
            reject("rule", "invalid", error.detail)
            return nil
        }
    }

    mutating func dates(_ texts: [String]) -> [LocalDate] {
        var dates: Set<LocalDate> = []
        for (index, text) in texts.enumerated() {
            if let date = LocalDate(text) {
                dates.insert(date)
            } else {
                reject("except[\(index)]", "invalid", "The date must be such as 2027-02-16.")
            }
        }
        return dates.sorted()
    }

    mutating func occurrences(
        of rule: RecurrenceRule, from start: LocalDateTime, in zone: TimeZoneName,
        except exceptions: Set<LocalDate>
    ) -> [RecurrenceRule.Occurrence] {
        do throws(RecurrenceRule.Violation) {
            return try rule.occurrences(from: start, in: zone, except: exceptions)
        } catch {
            reject("rule", "invalid", error.detail)
            return []
        }
    }

    /// The events of a series have their times from the series.
    mutating func refuseTimes(of event: EventFields) {
        if event.startsAt != nil {
            reject("starts_at", "invalid", "A series has no single start.")
        }
        if event.endsAt != nil {
            reject("ends_at", "invalid", "A series has no single end.")
        }
    }
}
