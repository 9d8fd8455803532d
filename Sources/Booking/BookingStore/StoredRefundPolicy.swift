import BookingDomain
import SQLite
import TextEncoding

extension RefundPolicy {
    /// The column's text: a JSON array without spaces.
    var storedText: String {
        let tiers = tiers.map { tier in
            #"{"hours_before":\#(tier.hoursBefore),"percent":\#(tier.percent)}"#
        }
        return "[\(tiers.joined(separator: ","))]"
    }
}

extension Columns {
    /// - Throws: `UnreadableRow` for a text that `RefundPolicy.storedText` does not produce.
    mutating func nextRefundPolicy() throws(UnreadableRow) -> RefundPolicy {
        let column = advance()
        let policy = row.withUTF8(column) { text in
            var scanner = RefundPolicyScanner(rest: text[...])
            return scanner.policy()
        }
        guard let policy else {
            throw UnreadableRow(column: "refund_policy", value: row.string(column))
        }
        return policy
    }
}

/// Parses the exact format of stored policies.
///
/// Lists of events parse one per row; a JSON parser would cost more than the rest of the row.
private struct RefundPolicyScanner {
    var rest: Slice<UnsafeBufferPointer<UInt8>>

    mutating func policy() -> RefundPolicy? {
        guard skip("[") else { return nil }
        if skip("]") { return rest.isEmpty ? RefundPolicy.none : nil }
        var tiers: [RefundPolicy.Tier] = []
        repeat {
            guard skip("{\"hours_before\":"), let hours = number(), skip(",\"percent\":"),
                let percent = number(), skip("}")
            else { return nil }
            tiers.append(RefundPolicy.Tier(hoursBefore: hours, percent: percent))
        } while skip(",")
        return skip("]") && rest.isEmpty ? RefundPolicy(tiers) : nil
    }

    private mutating func skip(_ expected: StaticString) -> Bool {
        let matches = expected.withUTF8Buffer { rest.starts(with: $0) }
        if matches { rest = rest.dropFirst(expected.utf8CodeUnitCount) }
        return matches
    }

    /// Parses up to six digits, more than the limits of a tier allow.
    private mutating func number() -> Int64? {
        let digits = rest.prefix(6).prefix { ASCII.isDigit($0) }
        rest = rest.dropFirst(digits.count)
        return Int64(digits: digits)
    }
}
