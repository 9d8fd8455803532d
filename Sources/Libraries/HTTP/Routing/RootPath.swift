import TextEncoding

/// The beginning of a service's public addresses, for one that shares its host with other sites.
///
/// A proxy may remove it from the requests or not, so a path is routed with and without it.
package struct RootPath: Sendable, Equatable {
    /// Such as `/book`; empty for a service with a host of its own.
    package let text: String

    /// The root of a service with a host of its own.
    package static let none = RootPath(text: "")

    private init(text: String) {
        self.text = text
    }

    /// - Parameter path: Empty, or segments of letters, digits and `-._~`, which no proxy rewrites.
    package init?(_ path: String) {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        guard path.isEmpty || segments.count > 1, segments.first?.isEmpty != false,
            segments.dropFirst().allSatisfy(Self.isPlain)
        else { return nil }
        text = path
    }

    private static func isPlain(_ segment: Substring) -> Bool {
        !["", ".", ".."].contains(segment)
            && segment.utf8.allSatisfy {
                ASCII.isAlphanumeric($0) || "-._~".utf8.contains($0)
            }
    }

    /// The part of a path behind the root; nil for a path that does not begin with it.
    func remainder(of path: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        let count = text.utf8.count
        guard count > 0, path.count >= count, path.prefix(count).elementsEqual(text.utf8),
            path.count == count || path[count] == UInt8(ascii: "/")
        else { return nil }
        return UnsafeRawBufferPointer(rebasing: path[count...])
    }

    /// Two routes that one request could mean, depending on whether a proxy removes the root.
    package func ambiguity(
        in routes: Routes
    ) -> (whole: Routes.Route, remainder: Routes.Route)? {
        guard !text.isEmpty else { return nil }
        let root = PathPattern(text).segments
        for whole in routes.all where whole.pattern.segments.count >= root.count {
            let segments = whole.pattern.segments
            guard zip(segments, root).allSatisfy({ $0.overlaps($1) }) else { continue }
            var rest = Array(segments.dropFirst(root.count))
            // Only a request that reads is for the home page.
            if rest.isEmpty, whole.method == .get { rest = [.literal([])] }
            let other = routes.all.first { route in
                route.pattern.segments.count == rest.count
                    && zip(route.pattern.segments, rest).allSatisfy { $0.overlaps($1) }
            }
            if let other { return (whole, other) }
        }
        return nil
    }
}

extension PathPattern.Segment {
    /// Whether a segment of a path can match both.
    fileprivate func overlaps(_ other: PathPattern.Segment) -> Bool {
        switch (self, other) {
        case (.literal(let own), .literal(let other)): own == other
        case (.literal(let literal), .parameter(_, let suffix)),
            (.parameter(_, let suffix), .literal(let literal)):
            literal.count > suffix.count && literal.suffix(suffix.count).elementsEqual(suffix)
        case (.parameter(_, let own), .parameter(_, let other)):
            own.suffix(other.count).elementsEqual(other)
                || other.suffix(own.count).elementsEqual(own)
        }
    }
}
