import Timekeeping

extension RecurrenceRule {
    /// A reason to refuse a rule.
    package enum Violation: Error, Equatable {
        case tooLong
        case form
        case unsupported(String)
        case repeated(String)
        case frequency
        case interval
        case days
        case ordinalOutsideMonth
        case repeatedDay(String)
        case count
        case until
        case weekStart
        case noEnd
        case twoEnds
        case tooMany
        /// With the last date that is possible.
        case tooLate(LocalDate)
        case noDates
        case onlyExceptions

        /// The reason in words, for the field `rule`.
        package var detail: String {
            switch self {
            case .tooLong: "The rule must have at most \(maximumLength) characters."
            case .form: "The rule must have parts such as FREQ=WEEKLY, separated by semicolons."
            case .unsupported(let name):
                "\(name) is not supported: a rule has FREQ, INTERVAL, BYDAY, and COUNT or UNTIL."
            case .repeated(let name): "\(name) must be in the rule only once."
            case .frequency: "FREQ must be DAILY, WEEKLY or MONTHLY."
            case .interval:
                "INTERVAL must be a number from \(intervals.lowerBound) to \(intervals.upperBound)."
            case .days:
                "BYDAY must list weekdays such as TU,TH, or 2TU and -1SU for months."
            case .ordinalOutsideMonth:
                "BYDAY may number its weekdays only with FREQ=MONTHLY."
            case .repeatedDay(let day): "BYDAY must list \(day) only once."
            case .count:
                "COUNT must be a number from \(counts.lowerBound) to \(counts.upperBound)."
            case .until:
                "UNTIL must be a date such as 20270630 or a UTC time such as 20270630T160000Z."
            case .weekStart: "WKST must be MO: weeks begin on Monday."
            case .noEnd: "The rule needs an end: COUNT or UNTIL."
            case .twoEnds: "The rule must have only one end: COUNT or UNTIL."
            case .tooMany:
                "The rule makes more than \(maximumEvents) dates: choose an earlier UNTIL."
            case .tooLate(let last):
                "The last date must be at most \(maximumYears) years after the start, by "
                    + "\(last.text)."
            case .noDates:
                "No date matches the rule from the start to its end, at most \(maximumYears) years "
                    + "later."
            case .onlyExceptions: "The rule has no date left without its exceptions."
            }
        }
    }
}
