import JSONCoding

/// An openapi.json as tests ask it.
struct OpenAPIDescription {
    /// One method of one path.
    struct Operation {
        let method: String
        let path: String
        /// What stands under the method.
        let content: JSONValue
        /// What stands under the path, for all of its methods.
        let pathItem: JSONValue

        /// As the table of routes has it, such as `GET /events/{id}`.
        var label: String { "\(method.uppercased()) \(path)" }

        /// The names of the security schemes that open it, one at a time; sorted.
        var securitySchemes: [String] {
            (content["security"]?.array ?? [])
                .flatMap { $0.object?.members.map(\.name) ?? [] }.sorted()
        }

        /// The names that stand in braces in the path.
        var namesInPath: [String] {
            path.split(separator: "/").filter { $0.hasPrefix("{") }
                .map { String($0.dropFirst().dropLast()) }
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

    /// The parameters of an operation, its path's included.
    func parameters(of operation: Operation) -> [JSONValue] {
        let own = operation.content["parameters"]?.array ?? []
        let shared = operation.pathItem["parameters"]?.array ?? []
        return (own + shared).compactMap { parameter in
            guard let reference = parameter["$ref"]?.string else { return parameter }
            return target(of: reference)
        }
    }

    /// What a reference such as `#/components/schemas/Event` leads to.
    func target(of reference: String) -> JSONValue? {
        guard reference.hasPrefix("#/") else { return nil }
        return reference.split(separator: "/").dropFirst()
            .reduce(json as JSONValue?) { value, name in value?[String(name)] }
    }

    /// The strings of every member of that name, wherever it stands.
    func strings(named name: String) -> [String] {
        Self.strings(named: name, in: json)
    }

    private static func strings(named name: String, in value: JSONValue) -> [String] {
        if let array = value.array { return array.flatMap { strings(named: name, in: $0) } }
        return (value.object?.members ?? []).flatMap { member in
            if member.name == name, let string = member.value.string { return [string] }
            return strings(named: name, in: member.value)
        }
    }
}
