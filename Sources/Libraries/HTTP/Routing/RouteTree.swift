import TextEncoding

/// A route with the values derived from it, shared by all its requests.
final class Endpoint: Sendable {
    let route: Routes.Route
    /// The route's name in metrics and logs.
    let label: String
    /// The parameter names of the route's pattern, in their order.
    let parameterNames: [String]

    init(_ route: Routes.Route) {
        self.route = route
        label = route.label
        parameterNames = route.pattern.parameterNames
    }
}

/// The routes' patterns as a tree of segments.
///
/// A path is matched segment by segment on its bytes, so the cost does not grow with the number of
/// routes.
struct RouteTree: Sendable {
    private struct Node: Sendable {
        var literals: [(segment: [UInt8], child: Int)] = []
        /// Parameters that are followed by a suffix.
        var suffixed: [(suffix: [UInt8], child: Int)] = []
        var parameter: Int?
        var endpoints: [Endpoint] = []
    }

    /// The endpoints of a path, one per method, and the values of its parameters.
    struct Match {
        var endpoints: [Endpoint]
        var values: [String]
    }

    /// Nodes by index; the root is the first.
    private var nodes = [Node()]

    init(_ routes: [Routes.Route]) {
        for route in routes {
            var index = 0
            for segment in route.pattern.segments { index = child(of: index, for: segment) }
            nodes[index].endpoints.append(Endpoint(route))
        }
    }

    private mutating func child(of index: Int, for segment: PathPattern.Segment) -> Int {
        switch segment {
        case .literal(let literal):
            if let known = nodes[index].literals.first(where: { $0.segment == literal }) {
                return known.child
            }
            nodes[index].literals.append((literal, nodes.count))
        case .parameter(_, let suffix) where !suffix.isEmpty:
            if let known = nodes[index].suffixed.first(where: { $0.suffix == suffix }) {
                return known.child
            }
            nodes[index].suffixed.append((suffix, nodes.count))
        case .parameter:
            if let known = nodes[index].parameter { return known }
            nodes[index].parameter = nodes.count
        }
        nodes.append(Node())
        return nodes.count - 1
    }

    /// The match for a path that begins with a slash; an empty path means the root.
    func match(path: UnsafeRawBufferPointer) -> Match? {
        var index = 0
        var values: [String] = []
        var start = 1
        repeat {
            var end = min(start, path.count)
            var isEncoded = false
            while end < path.count, path[end] != UInt8(ascii: "/") {
                isEncoded = isEncoded || path[end] == UInt8(ascii: "%")
                end += 1
            }
            let segment = UnsafeRawBufferPointer(rebasing: path[min(start, end)..<end])
            let next: Int?
            if isEncoded {
                guard let decoded = PercentEncoding.decode(segment) else { return nil }
                next = decoded.withBytes { child(of: index, matching: $0, &values) }
            } else {
                next = child(of: index, matching: segment, &values)
            }
            guard let next else { return nil }
            index = next
            start = end + 1
        } while start <= path.count
        let endpoints = nodes[index].endpoints
        return endpoints.isEmpty ? nil : Match(endpoints: endpoints, values: values)
    }

    /// The child for a decoded segment; a literal precedes a parameter, whose value is UTF-8.
    private func child(
        of index: Int, matching segment: UnsafeRawBufferPointer, _ values: inout [String]
    ) -> Int? {
        for (literal, child) in nodes[index].literals
        where literal.count == segment.count && literal.elementsEqual(segment) {
            return child
        }
        for (suffix, child) in nodes[index].suffixed
        where segment.count > suffix.count && segment.suffix(suffix.count).elementsEqual(suffix) {
            let name = UnsafeRawBufferPointer(rebasing: segment.dropLast(suffix.count))
            guard let value = String(streamSafe: name) else { return nil }
            values.append(value)
            return child
        }
        guard let parameter = nodes[index].parameter, !segment.isEmpty,
            let value = String(streamSafe: segment)
        else { return nil }
        values.append(value)
        return parameter
    }
}
