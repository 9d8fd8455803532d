import TextEncoding

extension JSONParser {
    /// Longer numbers are refused: they say nothing that the first digits did not say.
    private static let maximumNumberLength = 256

    /// `number = [ "-" ] int [ frac ] [ exp ]` (RFC 8259 §6)
    mutating func parseNumber() throws(JSONSyntaxError) -> JSONValue {
        let start = position
        let isNegative = take("-")
        let integer = try parseInteger(isNegative: isNegative)
        var isWhole = true
        if take(".") {
            isWhole = false
            try skipDigits()
        }
        if take("e") || take("E") {
            isWhole = false
            if !take("+") { _ = take("-") }
            try skipDigits()
        }
        if isWhole, let integer { return .integer(integer) }
        guard position - start <= JSONParser.maximumNumberLength else {
            throw fault("The number has too many digits.", at: start)
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let number = Double(text), number.isFinite else {
            throw fault("The number is too large.", at: start)
        }
        return .number(number)
    }

    /// `int = zero / ( digit1-9 *DIGIT )`, nil when it leaves 64 bits.
    private mutating func parseInteger(isNegative: Bool) throws(JSONSyntaxError) -> Int64? {
        let start = position
        var sum: Int64 = 0
        var fits = true
        while let digit = nextDigit {
            // Down from zero when negative, because the lowest number has no positive twin.
            let (product, overflowed) = sum.multipliedReportingOverflow(by: 10)
            let (total, overflowedToo) =
                isNegative
                ? product.subtractingReportingOverflow(digit)
                : product.addingReportingOverflow(digit)
            fits = fits && !overflowed && !overflowedToo
            sum = total
            position += 1
        }
        guard position > start else { throw fault("A digit should stand here.") }
        guard position == start + 1 || bytes[start] != UInt8(ascii: "0") else {
            throw fault("A number must not begin with 0.", at: start)
        }
        return fits ? sum : nil
    }

    private mutating func skipDigits() throws(JSONSyntaxError) {
        guard nextDigit != nil else { throw fault("A digit should stand here.") }
        while nextDigit != nil { position += 1 }
    }

    private var nextDigit: Int64? {
        guard let byte = next, ASCII.isDigit(byte) else { return nil }
        return Int64(byte - UInt8(ascii: "0"))
    }
}
