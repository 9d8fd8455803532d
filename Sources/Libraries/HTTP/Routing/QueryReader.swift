import JSONCoding
import TextEncoding
import Timekeeping

/// Reads the parameters of a query and collects their errors.
package struct QueryReader {
    /// Far more than any route needs.
    private static let maximumParameters = 64

    private var parameters: [(name: String, value: String)] = []
    private var errors: [FieldError] = []

    /// Parses the query of a request; a repeated name is an error of that field.
    ///
    /// - Throws: `Problem` 400 for invalid percent-encoding, invalid UTF-8 or too many parameters.
    package init(_ request: Request) throws(Problem) {
        guard let query = request.head.query else { return }
        let pairs = query.utf8.split(separator: UInt8(ascii: "&"))
        guard pairs.count <= Self.maximumParameters else {
            throw Problem(
                .badRequest, code: "malformed_request", detail: "The query has too many parameters."
            )
        }
        for pair in pairs {
            let parts = pair.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(parts[0]),
                let value = Self.decode(parts.count > 1 ? parts[1] : pair[pair.endIndex...])
            else {
                throw Problem(
                    .badRequest, code: "malformed_request",
                    detail: "The query has invalid percent-encoding or invalid UTF-8.")
            }
            if self[name] != nil {
                errors.append(
                    FieldError(
                        field: name, code: "repeated",
                        detail: "A parameter of the query must not be repeated."))
            }
            parameters.append((name, value))
        }
    }

    private subscript(name: String) -> String? {
        parameters.first { $0.name.hasSameBytes(as: name) }?.value
    }

    private static func decode(_ text: Substring.UTF8View) -> String? {
        guard let bytes = PercentEncoding.decode(text, plusIsSpace: true) else { return nil }
        return String(streamSafe: bytes)
    }

    /// Text of at most `length` Unicode scalars; nil if the parameter is absent or invalid.
    package mutating func string(_ name: String, atMost length: Int) -> String? {
        guard let value = self[name] else { return nil }
        guard value.unicodeScalars.count <= length else {
            reject(name, code: "too_long", "may have at most \(length) characters.")
            return nil
        }
        guard !value.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            reject(name, code: "invalid", "has characters that are not allowed.")
            return nil
        }
        return value
    }

    /// A whole number; nil if the parameter is absent or invalid.
    package mutating func integer(_ name: String, in range: ClosedRange<Int64>) -> Int64? {
        guard let text = self[name] else { return nil }
        guard let value = Int64(digits: text.utf8) else {
            reject(name, code: "wrong_type", "must be a whole number.")
            return nil
        }
        guard range.contains(value) else {
            errors.append(.outOfRange(name, range))
            return nil
        }
        return value
    }

    /// Whole numbers separated by commas, at least one; nil if the parameter is absent or invalid.
    package mutating func integers(
        _ name: String, in range: ClosedRange<Int64>, atMost count: Int
    ) -> [Int64]? {
        guard let text = self[name] else { return nil }
        let parts = text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard parts.count <= count else {
            reject(name, code: "too_long", "may have at most \(count) numbers.")
            return nil
        }
        let values = parts.compactMap { Int64(digits: $0) }
        guard values.count == parts.count, values.allSatisfy(range.contains) else {
            reject(name, code: "invalid", "must be whole numbers such as 1,2,3.")
            return nil
        }
        return values
    }

    /// A time in RFC 3339 format; nil if the parameter is absent or invalid.
    package mutating func timestamp(_ name: String) -> Timestamp? {
        guard let text = self[name] else { return nil }
        // An unencoded plus sign of an offset arrives as a space.
        let value = Timestamp(rfc3339: text.replacing(" ", with: "+"))
        if value == nil {
            reject(name, code: "invalid", "must be a date and time such as 2027-02-12T03:30:00Z.")
        }
        return value
    }

    /// One of the type's raw values; nil if the parameter is absent or invalid.
    package mutating func choice<Choice>(
        _ name: String, _ type: Choice.Type = Choice.self
    ) -> Choice? where Choice: RawRepresentable<String> & CaseIterable {
        guard let text = self[name] else { return nil }
        let value = Choice(rawValue: text)
        if value == nil {
            let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            reject(name, code: "invalid", "must be one of: \(words).")
        }
        return value
    }

    /// Records an error; its detail is the parameter's name in words and `predicate`.
    package mutating func reject(_ name: String, code: String, _ predicate: String) {
        errors.append(FieldError(field: name, code: code, predicate: predicate))
    }

    /// Records an error.
    package mutating func reject(_ name: String, code: String, detail: String) {
        errors.append(FieldError(field: name, code: code, detail: detail))
    }

    /// Reports the errors, after all parameters have been read.
    ///
    /// - Throws: `Problem` 422 with every error found.
    package func finish() throws(Problem) {
        guard errors.isEmpty else { throw .invalid(errors) }
    }
}
