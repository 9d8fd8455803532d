/// The table of everything a service answers: one line a route, with who may call it.
///
/// A handler that never waits is an ordinary function and runs where it is called, on the
/// connection's event loop. One that waits is `async`, starts and resumes on that same loop, and
/// leaves it to others meanwhile.
package struct Routes: Sendable {
    /// One line of the table.
    package struct Route: Sendable {
        /// The method that the line answers; GET answers HEAD too.
        package let method: Method
        /// The paths that the line answers.
        package let pattern: PathPattern
        /// The name of who may call.
        package let caller: String
        /// Whether what it answers is for that caller alone.
        let isPersonal: Bool
        /// Octets of content that are taken at most.
        let bodyLimit: Int
        /// Whether it is answered at once however much there is to do.
        let isUrgent: Bool
        let admit: @Sendable (Request) throws -> Void
        let handle: @Sendable (Request) throws -> Handling

        /// The line's name in metrics and logs, such as `GET /events/{id}`.
        package var label: String { "\(method.rawValue) \(pattern.text)" }
    }

    /// What a handler did: it has answered, or will.
    enum Handling: Sendable {
        case done(Response)
        case waiting(@Sendable () async throws -> Response)
    }

    /// Every route in the order of its line.
    package private(set) var all: [Route] = []

    /// A table without lines, which answers everything with 404.
    package init() {}

    /// Adds a line whose handler does not wait.
    ///
    /// - Parameter isUrgent: Whether it is answered at once even when requests before it were put
    ///   off; only for what costs next to nothing.
    package mutating func on<Identity>(
        _ method: Method, _ pattern: PathPattern, by caller: Authenticator<Identity>,
        bodyLimit: Int = .max, isUrgent: Bool = false,
        _ handler: @escaping @Sendable (Request, Identity) throws -> Response
    ) {
        add(method, pattern, caller, bodyLimit, isUrgent) { request in
            .done(try handler(request, try caller.identify(request)))
        }
    }

    /// Adds a line whose handler waits for something.
    ///
    /// Its parameters are those of the other kind, so that a handler that fits both, as one that
    /// does not wait does, is taken for that kind and costs no task.
    package mutating func on<Identity>(
        _ method: Method, _ pattern: PathPattern, by caller: Authenticator<Identity>,
        bodyLimit: Int = .max, isUrgent: Bool = false,
        _ handler: @escaping @Sendable (Request, Identity) async throws -> Response
    ) {
        add(method, pattern, caller, bodyLimit, isUrgent) { request in
            let identity = try caller.identify(request)
            return .waiting { try await handler(request, identity) }
        }
    }

    private mutating func add<Identity>(
        _ method: Method, _ pattern: PathPattern, _ caller: Authenticator<Identity>,
        _ bodyLimit: Int,
        _ isUrgent: Bool, _ handle: @escaping @Sendable (Request) throws -> Handling
    ) {
        all.append(
            Route(
                method: method, pattern: pattern, caller: caller.name,
                isPersonal: Identity.self != Anyone.self, bodyLimit: bodyLimit,
                isUrgent: isUrgent, admit: { _ = try caller.identify($0) }, handle: handle))
    }
}

extension Routes {
    /// Adds a GET whose handler never waits, and is answered where it is read.
    package mutating func get<Identity>(
        _ pattern: PathPattern, by caller: Authenticator<Identity>,
        _ handler: @escaping @Sendable (Request, Identity) throws -> Response
    ) { on(.get, pattern, by: caller, handler) }

    /// Adds a GET whose handler may wait.
    package mutating func get<Identity>(
        _ pattern: PathPattern, by caller: Authenticator<Identity>,
        _ handler: @escaping @Sendable (Request, Identity) async throws -> Response
    ) { on(.get, pattern, by: caller, handler) }

    /// Adds a POST, whose handler may wait.
    package mutating func post<Identity>(
        _ pattern: PathPattern, by caller: Authenticator<Identity>,
        _ handler: @escaping @Sendable (Request, Identity) async throws -> Response
    ) { on(.post, pattern, by: caller, handler) }

    /// Adds a PUT, whose handler may wait.
    package mutating func put<Identity>(
        _ pattern: PathPattern, by caller: Authenticator<Identity>,
        _ handler: @escaping @Sendable (Request, Identity) async throws -> Response
    ) { on(.put, pattern, by: caller, handler) }

    /// Adds a PATCH, whose handler may wait.
    package mutating func patch<Identity>(
        _ pattern: PathPattern, by caller: Authenticator<Identity>,
        _ handler: @escaping @Sendable (Request, Identity) async throws -> Response
    ) { on(.patch, pattern, by: caller, handler) }

    /// Adds a DELETE, whose handler may wait.
    package mutating func delete<Identity>(
        _ pattern: PathPattern, by caller: Authenticator<Identity>,
        _ handler: @escaping @Sendable (Request, Identity) async throws -> Response
    ) { on(.delete, pattern, by: caller, handler) }
}
