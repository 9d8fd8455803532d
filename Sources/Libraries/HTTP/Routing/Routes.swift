/// The table of routes: one line per route, with its authenticator.
///
/// A synchronous handler runs on the connection's event loop, without a task. An `async` handler
/// starts and resumes on the same loop, which serves other connections while the handler waits.
package struct Routes: Sendable {
    /// One line of the table.
    package struct Route: Sendable {
        /// A route for GET also answers HEAD.
        package let method: Method
        package let pattern: PathPattern
        /// The authenticator's name.
        package let authenticator: String
        /// Whether the response depends on the principal.
        let isPersonal: Bool
        /// The maximum of content in bytes; 0 if the route reads none.
        package let bodyLimit: Int
        /// Whether the address is a page's, for people and not for programs.
        let isPage: Bool
        /// Whether requests are answered immediately even under overload.
        let isUrgent: Bool
        /// Authenticates the request and calls the handler.
        let handle: Handler
        /// Authenticates a request without its content; returns the handler for its principal.
        let authenticate: @Sendable (Request) throws -> Handler

        /// The route's name in metrics and logs, such as `GET /events/{id}`.
        package var label: String { "\(method.rawValue) \(pattern.text)" }
    }

    typealias Handler = @Sendable (Request) throws -> Handling

    /// The result of a handler's call: its response, or the operation that will return it.
    package enum Handling: Sendable {
        case done(Response)
        case waiting(@Sendable () async throws -> Response)
    }

    /// Every route in the order of its line.
    package private(set) var all: [Route] = []

    package init() {}

    /// Adds a route with a synchronous handler.
    ///
    /// - Parameters:
    ///   - bodyLimit: The maximum of content in bytes, or nil for the method's. With 0, content is
    ///     read and dropped.
    ///   - isPage: Whether errors are shown as pages.
    ///   - isUrgent: Whether requests are answered before deferred ones; only for handlers of
    ///     negligible cost.
    package mutating func on<Principal>(
        _ method: Method, _ pattern: PathPattern, by authenticator: Authenticator<Principal>,
        bodyLimit: Int? = nil, isPage: Bool = false, isUrgent: Bool = false,
        _ handler: @escaping @Sendable (Request, Principal) throws -> Response
    ) {
        add(method, pattern, authenticator, bodyLimit, isPage, isUrgent) { request, principal in
            .done(try handler(request, principal))
        }
    }

    /// Adds a route with an asynchronous handler.
    ///
    /// The parameters equal those of the synchronous overload. The compiler therefore prefers that
    /// one for a handler that does not wait, which saves its task.
    package mutating func on<Principal>(
        _ method: Method, _ pattern: PathPattern, by authenticator: Authenticator<Principal>,
        bodyLimit: Int? = nil, isPage: Bool = false, isUrgent: Bool = false,
        _ handler: @escaping @Sendable (Request, Principal) async throws -> Response
    ) {
        add(method, pattern, authenticator, bodyLimit, isPage, isUrgent) { request, principal in
            .waiting { try await handler(request, principal) }
        }
    }

    private mutating func add<Principal>(
        _ method: Method, _ pattern: PathPattern, _ authenticator: Authenticator<Principal>,
        _ bodyLimit: Int?, _ isPage: Bool, _ isUrgent: Bool,
        _ answer: @escaping @Sendable (Request, Principal) throws -> Handling
    ) {
        all.append(
            Route(
                method: method, pattern: pattern, authenticator: authenticator.name,
                isPersonal: Principal.self != Anyone.self,
                bodyLimit: bodyLimit ?? method.bodyLimit, isPage: isPage, isUrgent: isUrgent,
                handle: { try answer($0, try authenticator.authenticate($0)) },
                authenticate: { request in
                    let principal = try authenticator.authenticate(request)
                    return { try answer($0, principal) }
                }))
    }
}

extension Routes {
    /// Adds a GET with a synchronous handler.
    package mutating func get<Principal>(
        _ pattern: PathPattern, by authenticator: Authenticator<Principal>, isPage: Bool = false,
        _ handler: @escaping @Sendable (Request, Principal) throws -> Response
    ) { on(.get, pattern, by: authenticator, isPage: isPage, handler) }

    /// Adds a GET whose handler decides whether the response has to wait.
    package mutating func getOrWait<Principal>(
        _ pattern: PathPattern, by authenticator: Authenticator<Principal>, isPage: Bool = false,
        _ handler: @escaping @Sendable (Request, Principal) throws -> Handling
    ) { add(.get, pattern, authenticator, nil, isPage, false, handler) }

    /// Adds a GET with an asynchronous handler.
    package mutating func get<Principal>(
        _ pattern: PathPattern, by authenticator: Authenticator<Principal>, isPage: Bool = false,
        _ handler: @escaping @Sendable (Request, Principal) async throws -> Response
    ) { on(.get, pattern, by: authenticator, isPage: isPage, handler) }

    /// Adds a POST.
    package mutating func post<Principal>(
        _ pattern: PathPattern, by authenticator: Authenticator<Principal>, bodyLimit: Int? = nil,
        _ handler: @escaping @Sendable (Request, Principal) async throws -> Response
    ) { on(.post, pattern, by: authenticator, bodyLimit: bodyLimit, handler) }

    /// Adds a PUT.
    package mutating func put<Principal>(
        _ pattern: PathPattern, by authenticator: Authenticator<Principal>, bodyLimit: Int? = nil,
        _ handler: @escaping @Sendable (Request, Principal) async throws -> Response
    ) { on(.put, pattern, by: authenticator, bodyLimit: bodyLimit, handler) }

    /// Adds a PATCH.
    package mutating func patch<Principal>(
        _ pattern: PathPattern, by authenticator: Authenticator<Principal>, bodyLimit: Int? = nil,
        _ handler: @escaping @Sendable (Request, Principal) async throws -> Response
    ) { on(.patch, pattern, by: authenticator, bodyLimit: bodyLimit, handler) }

    /// Adds a DELETE.
    package mutating func delete<Principal>(
        _ pattern: PathPattern, by authenticator: Authenticator<Principal>, bodyLimit: Int? = nil,
        _ handler: @escaping @Sendable (Request, Principal) async throws -> Response
    ) { on(.delete, pattern, by: authenticator, bodyLimit: bodyLimit, handler) }
}

extension Method {
    /// The maximum of content for a route that declares none, in bytes: GET has none, and the
    /// longest text of a form, 10,000 characters, takes 40 KB.
    fileprivate var bodyLimit: Int {
        switch self {
        case .post, .put, .patch: 65_536
        case .delete: 4_096
        case .get, .head, .options, .query, .trace, .connect: 0
        }
    }
}
