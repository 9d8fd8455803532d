import JSONCoding

/// The parts of an openapi.json that tests check.
struct OpenAPIDescription {
    /// A method of a path.
    struct Operation {
        let method: String
        let path: String
        let content: JSONValue
        /// The members for all methods of the path.
        let pathItem: JSONValue

        /// The label of a route, such as `GET /events/{id}`.
        var label: String { "\(method.uppercased()) \(path)" }

        /// The names of the alternative security schemes, sorted.
        var securitySchemes: [String] {
            (content["security"]?.array ?? [])
                .flatMap { $0.object?.members.map(\.name) ?? [] }.sorted()
        }

        /// The names in braces in the path.
        var namesInPath: [String] {
            path.split(separator: "/").filter { $0.hasPrefix("{") }
                .map { String($0.dropFirst().prefix { $0 != "}" }) }
        }
    }

    let json: JSONValue

    var title: String { json["info"]?["title"]?.string ?? "" }

    var operations: [Operation] {
        let methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]
        return (json["paths"]?.object?.members ?? []).flatMap { path in
            (path.value.object?.members ?? []).filter { methods.contains($0.name) }.map {
                Operation(
                    method: $0.name, path: path.name, content: $0.value, pathItem: path.value)
            }
        }
    }

    /// The parameters of an operation and its path.
    func parameters(of operation: Operation) -> [JSONValue] {
        let own = operation.content["parameters"]?.array ?? []
        let shared = operation.pathItem["parameters"]?.array ?? []
        return (own + shared).compactMap { parameter in
            guard let reference = parameter["$ref"]?.string else { return parameter }
            return target(of: reference)
        }
    }

    /// The target of a reference such as `#/components/schemas/Event`.
    func target(of reference: String) -> JSONValue? {
        guard reference.hasPrefix("#/") else { return nil }
        return reference.split(separator: "/").dropFirst()
            .reduce(json as JSONValue?) { value, name in value?[String(name)] }
    }

    /// The strings of every member with this name, at any depth.
    func strings(named name: String) -> [String] {
        Self.strings(named: name, in: json)
    }

    /// All objects, at any depth.
    var objects: [JSONObject] { Self.objects(in: json) }

    private static func objects(in value: JSONValue) -> [JSONObject] {
        if let array = value.array { return array.flatMap { objects(in: $0) } }
        guard let object = value.object else { return [] }
        return [object] + object.members.flatMap { objects(in: $0.value) }
    }

    private static func strings(named name: String, in value: JSONValue) -> [String] {
        if let array = value.array { return array.flatMap { strings(named: name, in: $0) } }
        return (value.object?.members ?? []).flatMap { member in
            if member.name == name, let string = member.value.string { return [string] }
            return strings(named: name, in: member.value)
        }
    }
}
