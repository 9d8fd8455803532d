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
            case .tooShort: "This must not be blank."
            case .tooLong: "This must have at most \(length.upperBound) characters."
            case .invalid: "This contains characters that are not allowed."
            }
        reject(field, violation.rawValue, detail)
        return ""
    }

    mutating func capacity(_ number: Int64?) -> Int64 {
        let limits = EventDraft.capacityLimits
        guard let number else { return missing("capacity", else: limits.lowerBound) }
        guard limits.contains(number) else {
            let most = Money.grouped(limits.upperBound.magnitude)
            reject("capacity", "out_of_range", "There must be from 1 to \(most) seats.")
            return limits.lowerBound
        }
        return number
    }

    /// The limits in the detail have the currency's form, if `code` is one.
    mutating func price(_ amount: Int64, in code: String?) -> Int64 {
        let limits = EventDraft.priceLimits
        guard limits.contains(amount) else {
            let currency = code.flatMap { Currency($0) } ?? .fallback
            let most = Money(amount: limits.upperBound, currency: currency).text
            let bound = amount < 0 ? "less than 0" : "more than \(most)"
            reject("price", "out_of_range", "The price must not be \(bound).")
            return limits.lowerBound
        }
        return amount
    }

    /// A policy is judged only if it is sent: an event keeps one from before a rule.
    mutating func policy(_ tiers: [RefundPolicy.Tier]?, kept: RefundPolicy?) -> RefundPolicy {
        guard let tiers else { return kept ?? .none }
        if let kept, kept.tiers == tiers { return kept }
        do throws(RefundPolicy.Violation) {
            return try RefundPolicy(checking: tiers)
        } catch {
            reject("refund_policy", "invalid", error.detail)
            return .none
        }
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
            reject("ends_at", "out_of_range", "The end must be after the start.")
        } else if endsAt.seconds(since: startsAt) > EventDraft.maximumSeconds {
            let days = EventDraft.maximumSeconds / 86_400
            reject("ends_at", "out_of_range", "The event must last at most \(days) days.")
        }
        return (startsAt, endsAt)
    }

    /// A currency of ISO 4217, which only a free event may leave out.
    mutating func currency(_ code: String?, price: Int64) -> Currency {
        guard let code else {
            return price == 0 ? .fallback : missing("currency", else: .fallback)
        }
        return value(
            Currency(code), "currency", "This must be the code of a currency, such as EUR.",
            else: .fallback)
    }

    private mutating func missing<Value>(_ field: String, else fallback: Value) -> Value {
        reject(field, "required", "This field is required.")
        return fallback
    }

    private mutating func reject(_ field: String, _ code: String, _ detail: String) {
        errors.append(FieldError(field: field, code: code, detail: detail))
    }
}
