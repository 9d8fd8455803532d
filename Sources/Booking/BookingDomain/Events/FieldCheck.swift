import JSONCoding
import Timekeeping

/// Checks fields one by one and collects every error for a single answer.
///
/// After an error a check returns a fallback value; callers look at `errors` before using it.
struct FieldCheck {
    private(set) var errors: [FieldError] = []

    mutating func text(
        _ text: String?, _ field: String, _ length: ClosedRange<Int>, isMultiline: Bool = false
    ) -> String {
        guard let text else { return missing(field, else: "") }
        let rule = TextRule(length: length, isMultiline: isMultiline)
        guard let violation = rule.violation(in: text) else { return text }
        let detail =
            switch violation {
            case .tooShort: "must not be blank"
            case .tooLong: "must have at most \(length.upperBound) characters"
            case .invalid: "must not hold control characters"
            }
        reject(field, violation.rawValue, detail)
        return ""
    }

    mutating func integer(
        _ number: Int64?, _ field: String, _ limits: ClosedRange<Int64>
    ) -> Int64 {
        guard let number else { return missing(field, else: limits.lowerBound) }
        guard limits.contains(number) else {
            reject(field, "out_of_range", "must be \(limits.lowerBound)–\(limits.upperBound)")
            return limits.lowerBound
        }
        return number
    }

    /// A value that its own type has validated: nil is an error of code `invalid`.
    mutating func value<Value>(
        _ value: Value?, _ field: String, _ detail: String, else fallback: Value
    ) -> Value {
        if value == nil { reject(field, "invalid", detail) }
        return value ?? fallback
    }

    mutating func period(from start: Timestamp?, to end: Timestamp?) -> (Timestamp, Timestamp) {
        let startsAt = start ?? missing("starts_at", else: .earliest)
        let endsAt = end ?? missing("ends_at", else: .earliest)
        guard start != nil, end != nil else { return (startsAt, endsAt) }
        if endsAt <= startsAt {
            reject("ends_at", "out_of_range", "must be after starts_at")
        } else if endsAt.seconds(since: startsAt) > EventDraft.maximumSeconds {
            let days = EventDraft.maximumSeconds / 86_400
            reject("ends_at", "out_of_range", "must be at most \(days) days after starts_at")
        }
        return (startsAt, endsAt)
    }

    /// A currency of ISO 4217, which only a free event may leave out.
    mutating func currency(_ code: String?, price: Int64) -> Currency {
        guard let code else {
            return price == 0 ? .fallback : missing("currency", else: .fallback)
        }
        return value(
            Currency(code), "currency", "must be a code of ISO 4217 such as EUR", else: .fallback)
    }

    private mutating func missing<Value>(_ field: String, else fallback: Value) -> Value {
        reject(field, "required", "must be given")
        return fallback
    }

    private mutating func reject(_ field: String, _ code: String, _ detail: String) {
        errors.append(FieldError(field: field, code: code, detail: detail))
    }
}
