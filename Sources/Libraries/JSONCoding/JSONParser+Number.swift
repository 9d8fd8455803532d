import TextEncoding

extension JSONParser {
    /// For numbers other than 64-bit integers; a `Double` needs far fewer digits.
    private static let maximumNumberBytes = 256

    /// `number = [ "-" ] int [ frac ] [ exp ]` (RFC 8259 §6)
    mutating func parseNumber() throws(JSONSyntaxError) -> JSONValue {
        let start = position
        let isNegative = skip("-")
        let integer = try parseInteger(isNegative: isNegative)
        var isWhole = true
        if skip(".") {
            isWhole = false
            try skipDigits()
        }
        if skip("e") || skip("E") {
            isWhole = false
            if !skip("+") { _ = skip("-") }
            try skipDigits()
        }
        if isWhole, let integer { return .integer(integer) }
        guard position - start <= JSONParser.maximumNumberBytes else {
            throw error("The number has too many digits.", at: start)
        }
        let text = String(ascii: bytes[start..<position])
        guard let number = Double(text), number.isFinite else {
            throw error("The number is too large.", at: start)
        }
        return .number(number)
    }

    /// `int = zero / ( digit1-9 *DIGIT )`; nil when it does not fit in 64 bits.
    private mutating func parseInteger(isNegative: Bool) throws(JSONSyntaxError) -> Int64? {
        let start = position
        var sum: Int64 = 0
        var fits = true
        while let digit = nextDigit {
            // Negative numbers count down, as Int64.min has no positive counterpart.
            let (product, overflowed) = sum.multipliedReportingOverflow(by: 10)
            let (total, overflowedToo) =
                isNegative
                ? product.subtractingReportingOverflow(digit)
                : product.addingReportingOverflow(digit)
            fits = fits && !overflowed && !overflowedToo
            sum = total
            position += 1
        }
        guard position > start else { throw error("A digit is expected here.") }
        guard position == start + 1 || bytes[start] != UInt8(ascii: "0") else {
            throw error("A number must not have leading zeros.", at: start)
        }
        return fits ? sum : nil
    }

    private mutating func skipDigits() throws(JSONSyntaxError) {
        guard nextDigit != nil else { throw error("A digit is expected here.") }
        while nextDigit != nil { position += 1 }
    }

    private var nextDigit: Int64? {
        guard let byte = next, ASCII.isDigit(byte) else { return nil }
        return Int64(byte - UInt8(ascii: "0"))
    }
}
