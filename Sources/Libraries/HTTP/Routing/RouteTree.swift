import TextEncoding

/// The routes' patterns as a tree of segments, so that a path is looked up segment by segment
/// on its octets and not pattern by pattern.
struct RouteTree: Sendable {
    private struct Node: Sendable {
        var literals: [(segment: [UInt8], child: Int)] = []
        var parameter: Int?
        var endpoints: [Endpoint] = []
    }

    /// The endpoints at a path, one a method, and what the path has for their names.
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
        case .parameter:
            if let known = nodes[index].parameter { return known }
            nodes[index].parameter = nodes.count
        }
        nodes.append(Node())
        return nodes.count - 1
    }

    /// What stands at a path that begins with a slash, or is empty and means the root; nil where
    /// there is nothing.
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
            var segment = UnsafeRawBufferPointer(rebasing: path[min(start, end)..<end])
            var decoded: [UInt8] = []
            if isEncoded {
                guard let octets = PercentEncoding.decode(segment) else { return nil }
                decoded = octets
            }
            let next = decoded.withOctets { octets -> Int? in
                if isEncoded { segment = octets }
                guard let literal = literal(segment, below: index) else {
                    guard let parameter = nodes[index].parameter, !segment.isEmpty else {
                        return nil
                    }
                    values.append(String(decoding: segment, as: UTF8.self))
                    return parameter
                }
                return literal
            }
            guard let next else { return nil }
            index = next
            start = end + 1
        } while start <= path.count
        let endpoints = nodes[index].endpoints
        return endpoints.isEmpty ? nil : Match(endpoints: endpoints, values: values)
    }

    private func literal(_ segment: UnsafeRawBufferPointer, below index: Int) -> Int? {
        for (literal, child) in nodes[index].literals
        where literal.count == segment.count && literal.elementsEqual(segment) {
            return child
        }
        return nil
    }
}
