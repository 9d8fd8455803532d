import Timekeeping

/// When the events of a series take place.
package struct SeriesPattern: Equatable, Sendable {
    package let rule: RecurrenceRule
    /// Dates without an event, in their order.
    package let exceptions: [LocalDate]
    /// The earliest date that the rule may have, and the time of day.
    package let startsOn: LocalDateTime

    package init(rule: RecurrenceRule, exceptions: [LocalDate], startsOn: LocalDateTime) {
        self.rule = rule
        self.exceptions = exceptions
        self.startsOn = startsOn
    }
}
