import TextEncoding

/// A path of literal segments and parameters, such as `/events/{id}`.
package struct PathPattern: Sendable, Hashable, ExpressibleByStringLiteral {
    enum Segment: Sendable, Hashable {
        case literal([UInt8])
        case parameter(String)
    }

    package let text: String
    let segments: [Segment]

    package init(stringLiteral text: String) {
        self.init(text)
    }

    /// - Parameter text: Begins with a slash; a segment in braces is a parameter.
    package init(_ text: String) {
        self.text = text
        segments = text.utf8.dropFirst()
            .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { segment in
                guard segment.first == UInt8(ascii: "{"), segment.last == UInt8(ascii: "}") else {
                    return .literal(Array(segment))
                }
                return .parameter(String(ascii: segment.dropFirst().dropLast()))
            }
    }

    var parameterNames: [String] {
        segments.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
    }
}
