import TextEncoding

/// A path of literal segments and parameters, such as `/events/{id}` and `/calendars/{token}.ics`.
package struct PathPattern: Sendable, Hashable, ExpressibleByStringLiteral {
    enum Segment: Sendable, Hashable {
        case literal([UInt8])
        /// A segment that ends with the suffix; the value is what precedes it.
        case parameter(String, suffix: [UInt8])
    }

    package let text: String
    let segments: [Segment]

    package init(stringLiteral text: String) {
        self.init(text)
    }

    /// - Parameter text: Begins with a slash; a name in braces is a parameter, and may have a suffix.
    package init(_ text: String) {
        self.text = text
        segments = text.utf8.dropFirst()
            .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { segment in
                guard segment.first == UInt8(ascii: "{"),
                    let end = segment.firstIndex(of: UInt8(ascii: "}"))
                else { return .literal(Array(segment)) }
                return .parameter(
                    String(ascii: segment[..<end].dropFirst()),
                    suffix: Array(segment[end...].dropFirst()))
            }
    }

    var parameterNames: [String] {
        segments.compactMap { if case .parameter(let name, _) = $0 { name } else { nil } }
    }
}
