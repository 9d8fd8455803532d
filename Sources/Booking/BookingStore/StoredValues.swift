import BookingDomain
import SQLite
import TextEncoding

/// A row that this program does not write: damaged, edited by hand, or of a newer version.
package struct UnreadableRow: Error, Equatable, CustomStringConvertible {
    /// The table and the column, such as `bookings.status`.
    package let column: String
    package let value: String

    package var description: String {
        "\(column) holds “\(value)”, which this program does not write"
    }
}

// Overloads of frequent types, which are faster than the generic ones of `SQL`.
extension SQL.StringInterpolation {
    mutating func appendInterpolation<Entity>(_ value: Identifier<Entity>) {
        appendInterpolation(value.rawValue)
    }

    mutating func appendInterpolation<Entity>(_ value: Identifier<Entity>?) {
        appendInterpolation(value?.rawValue)
    }

    mutating func appendInterpolation<Word: RawRepresentable<String>>(_ value: Word) {
        appendInterpolation(value.rawValue)
    }

    mutating func appendInterpolation<Word: RawRepresentable<String>>(_ value: Word?) {
        appendInterpolation(value?.rawValue)
    }
}

extension Row {
    func id<Entity>(_ column: Int32) -> Identifier<Entity> {
        Identifier(int64(column))
    }
}

extension Columns {
    mutating func next<Entity>() -> Identifier<Entity> { Identifier(next()) }

    mutating func next<Entity>() -> Identifier<Entity>? {
        let id: Int64? = next()
        return id.map(Identifier.init(_:))
    }

    mutating func next() -> GuestReason? {
        let text: String? = next()
        return text.map(GuestReason.init(stored:))
    }

    mutating func next() -> Currency { Currency(stored: next()) }

    /// Reads an enumeration's raw value; an unknown one is an error.
    mutating func next<Word: RawRepresentable<String>>(
        _ name: String
    ) throws(UnreadableRow) -> Word {
        guard let word: Word = try next(name) else { throw UnreadableRow(column: name, value: "") }
        return word
    }

    mutating func next<Word: RawRepresentable<String>>(
        _ name: String
    ) throws(UnreadableRow) -> Word? {
        guard let text: String = next() else { return nil }
        guard let word = Word(rawValue: text) else {
            throw UnreadableRow(column: name, value: text)
        }
        return word
    }
}

extension RefundPolicy {
    /// The column's text: a JSON array without spaces.
    var storedText: String {
        let tiers = tiers.map { tier in
            let filled = tier.percentIfFilled.map { #","percent_if_filled":\#($0)"# } ?? ""
            return #"{"hours_before":\#(tier.hoursBefore),"percent":\#(tier.percent)\#(filled)}"#
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
                let percent = number()
            else { return nil }
            let percentIfFilled = skip(",\"percent_if_filled\":") ? number() : nil
            guard skip("}") else { return nil }
            tiers.append(
                RefundPolicy.Tier(
                    hoursBefore: hours, percent: percent, percentIfFilled: percentIfFilled))
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
