import JSONCoding
import Timekeeping

/// Checks fields one by one and collects every error for a single answer.
///
/// After an error a check returns a fallback value; callers look at `errors` before using it.
struct FieldCheck {
    /// The errors of the fields that could not be read, which the checks do not judge.
    private let unreadable: [FieldError]
    private(set) var errors: [FieldError]

    init(unreadable: [FieldError]) {
        self.unreadable = unreadable
        errors = unreadable
    }

    mutating func text(
        _ text: String?, _ field: String, _ length: ClosedRange<Int>, isMultiline: Bool = false
    ) -> String {
        guard let text else { return missing(field, else: "") }
        let rule = TextRule(length: length, isMultiline: isMultiline)
        guard let violation = rule.violation(in: text) else { return text }
        let predicate =
            switch violation {
            case .tooShort: "must not be empty."
            case .tooLong: "may have at most \(length.upperBound) characters."
            case .invalid: "has characters that are not allowed."
            }
        record(FieldError(field: field, code: violation.rawValue, predicate: predicate))
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

    mutating func closing(_ minutes: Int64?) -> Int64? {
        guard let minutes, !EventDraft.closingMinutes.contains(minutes) else { return minutes }
        reject(
            "booking_closes_minutes_before", "out_of_range",
            "Booking must close at the start or up to 365 days before it.")
        return nil
    }

    /// The limit in the detail has the form of the currency, if `code` is one.
    mutating func price(_ amount: Int64, in code: String?) -> Int64 {
        let limits = EventDraft.priceLimits
        guard limits.contains(amount) else {
            let currency = code == nil ? .fallback : code.flatMap { Currency($0) }
            let most =
                currency.map { Money(amount: limits.upperBound, currency: $0).text }
                ?? "\(Money.grouped(limits.upperBound.magnitude)) minor units"
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

    /// - Parameter now: The end must be later; nil where that is checked elsewhere.
    mutating func period(
        from start: Timestamp?, to end: Timestamp?, after now: Timestamp?
    ) -> (Timestamp, Timestamp) {
        let startsAt = start ?? missing("starts_at", else: .earliest)
        let endsAt = end ?? missing("ends_at", else: .earliest)
        guard start != nil, end != nil, !isUnreadable("starts_at") else {
            return (startsAt, endsAt)
        }
        if endsAt <= startsAt {
            reject("ends_at", "out_of_range", "The end must be after the start.")
        } else if endsAt.seconds(since: startsAt) > EventDraft.maximumSeconds {
            let days = EventDraft.maximumSeconds / 86_400
            reject("ends_at", "out_of_range", "The event must last at most \(days) days.")
        } else if let now, endsAt <= now {
            errors.append(.endsInThePast)
        }
        return (startsAt, endsAt)
    }

    /// A currency of ISO 4217, which only a free event may leave out.
    mutating func currency(_ code: String?, price: Int64) -> Currency {
        guard let code else {
            return price == 0 ? .fallback : missing("currency", else: .fallback)
        }
        return value(
            Currency(code), "currency", "The currency must be a code such as EUR.",
            else: .fallback)
    }

    mutating func missing<Value>(_ field: String, else fallback: Value) -> Value {
        record(FieldError(field: field, code: "required", predicate: "is required."))
        return fallback
    }

    mutating func reject(_ field: String, _ code: String, _ detail: String) {
        record(FieldError(field: field, code: code, detail: detail))
    }

    /// A field that could not be read has its error already.
    private mutating func record(_ error: FieldError) {
        if !isUnreadable(error.field) { errors.append(error) }
    }

    private func isUnreadable(_ field: String) -> Bool {
        unreadable.contains { $0.field == field || $0.field.hasPrefix(field + "[") }
    }
}

extension FieldError {
    /// Events that are over cannot be edited, so a mistyped year could not be corrected.
    static let endsInThePast = FieldError(
        field: "ends_at", code: "out_of_range", detail: "The end must be in the future.")
}
