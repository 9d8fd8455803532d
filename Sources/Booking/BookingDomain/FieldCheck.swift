import Timekeeping

/// Checks one field after the other and keeps every fault, so that one answer can name them all.
///
/// Each check gives back a value of the right type even after a fault; who uses it looks at
/// `faults` first.
struct FieldCheck {
    private(set) var faults: [FieldFault] = []

    /// Text that keeps `TextRule`; nil is a missing required field.
    mutating func text(
        _ text: String?, _ field: String, _ length: ClosedRange<Int>, isMultiline: Bool = false
    ) -> String {
        guard let text else { return missing(field, else: "") }
        guard let code = TextRule(length: length, isMultiline: isMultiline).fault(in: text) else {
            return text
        }
        switch code {
        case .tooShort: reject(field, code, "must not be blank")
        case .tooLong: reject(field, code, "must have at most \(length.upperBound) characters")
        default: reject(field, code, "must not hold control characters")
        }
        return ""
    }

    /// An integer within `limits`; nil is a missing required field.
    mutating func integer(
        _ number: Int64?, _ field: String, _ limits: ClosedRange<Int64>
    ) -> Int64 {
        guard let number else { return missing(field, else: limits.lowerBound) }
        guard limits.contains(number) else {
            reject(field, .outOfRange, "must be \(limits.lowerBound)–\(limits.upperBound)")
            return limits.lowerBound
        }
        return number
    }

    /// A value that its own type has judged: nil is a fault of code `invalid`.
    mutating func value<Value>(
        _ value: Value?, _ field: String, _ detail: String, else fallback: Value
    ) -> Value {
        if value == nil { reject(field, .invalid, detail) }
        return value ?? fallback
    }

    /// When an event starts and ends: both required, in this order, and not too long.
    mutating func period(from start: Timestamp?, to end: Timestamp?) -> (Timestamp, Timestamp) {
        let starts = start ?? missing("starts_at", else: .earliest)
        let ends = end ?? missing("ends_at", else: .earliest)
        guard start != nil, end != nil else { return (starts, ends) }
        if ends <= starts {
            reject("ends_at", .outOfRange, "must be after starts_at")
        } else if ends.seconds(since: starts) > EventDraft.longestSeconds {
            let days = EventDraft.longestSeconds / 86_400
            reject("ends_at", .outOfRange, "must be at most \(days) days after starts_at")
        }
        return (starts, ends)
    }

    /// A currency of ISO 4217, which only a free event may leave out.
    mutating func currency(_ code: String?, price: Int64) -> Currency {
        guard let code else {
            return price == 0 ? .unnamed : missing("currency", else: .unnamed)
        }
        return value(
            Currency(code), "currency", "must be a code of ISO 4217 such as EUR", else: .unnamed)
    }

    private mutating func missing<Value>(_ field: String, else fallback: Value) -> Value {
        reject(field, .required, "must be given")
        return fallback
    }

    private mutating func reject(_ field: String, _ code: FieldFault.Code, _ detail: String) {
        faults.append(FieldFault(field: field, code: code, detail: detail))
    }
}
