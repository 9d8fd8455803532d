import JSONCoding

/// Leads a request to its route and an error to its answer.
///
/// It holds everything of a service that the connections share; nothing in it changes while the
/// server runs. A class, so that handing it on counts one reference and not each of its parts.
package final class Router: Sendable {
    private let tree: RouteTree
    private let cors: CORS
    private let translate: @Sendable (any Error) -> Problem?
    private let problemPage: (@Sendable (Problem, _ requestID: String) -> Response)?
    private let observer: any ExchangeObserver
    /// Every method that some route answers, as `Allow` names them for `OPTIONS *`.
    private let methods: FieldValue

    /// A router of this table, which begins to serve when a server is made of it.
    ///
    /// - Parameters:
    ///   - routes: The table of routes.
    ///   - cors: The other origins whose pages may read answers.
    ///   - observer: Is told of each exchange.
    ///   - problemPage: What people in a browser see of a problem; nil shows them the JSON too.
    ///   - translate: The problem that an error of the service becomes; nil makes it a 500.
    package init(
        _ routes: Routes, cors: CORS = CORS(origins: []),
        observer: any ExchangeObserver = SilentObserver(),
        problemPage: (@Sendable (Problem, _ requestID: String) -> Response)? = nil,
        translate: @escaping @Sendable (any Error) -> Problem? = { _ in nil }
    ) {
        tree = RouteTree(routes.all)
        methods = Self.allow(routes.all)
        self.cors = cors
        self.observer = observer
        self.problemPage = problemPage
        self.translate = translate
    }

    /// What becomes of a request, decided by its head alone.
    enum Decision {
        case route(Endpoint, PathParameters)
        case answer(Response)
    }

    func decide(_ head: RequestHead, requestID: String) -> Decision {
        guard let method = head.method, method != .connect else {
            let problem = Problem(
                .notImplemented, code: "not_implemented", detail: "This method is not known here.")
            return .answer(response(to: problem, head, requestID: requestID))
        }
        if head.isForServer {
            return .answer(Response(.noContent).with(.allow, methods))
        }
        let match = head.octets.withOctets { tree.match(path: $0[head.pathSpan]) }
        guard let match else {
            return .answer(response(to: Problem.notFound, head, requestID: requestID))
        }
        let wanted = method == .head ? .get : method
        if let endpoint = match.endpoints.first(where: { $0.route.method == wanted }) {
            let parameters = PathParameters(names: endpoint.parameterNames, values: match.values)
            return .route(endpoint, parameters)
        }
        let allow = Self.allow(match.endpoints.map(\.route))
        if method == .options {
            let response = Response(.noContent).with(.allow, allow)
            return .answer(cors.preflight(head, response, methods: allow))
        }
        var problem = Problem(
            .methodNotAllowed, code: "method_not_allowed",
            detail: "This address answers \(allow.text).")
        problem.fields[.allow] = allow
        return .answer(response(to: problem, head, requestID: requestID))
    }

    /// The response with what every one of them carries: whether it may be kept, and whether pages
    /// of other origins may read it.
    ///
    /// What was said to one caller is kept by no cache, unless the handler knows better.
    func finish(_ response: consuming Response, to exchange: Exchange) -> Response {
        if exchange.endpoint?.route.isPersonal == true, response.fields[.cacheControl] == nil {
            response.fields.add(.cacheControl, .noStore)
        }
        return cors.mark(response, for: exchange.request.head)
    }

    /// The answer to an error, wherever it came from. It is made here and nowhere else.
    func response(to error: any Error, _ head: RequestHead, requestID: String) -> Response {
        let problem = problem(error, requestID: requestID)
        guard let problemPage else { return problem.response(requestID: requestID) }
        var response =
            head.prefersHTML
            ? problemPage(problem, requestID) : problem.response(requestID: requestID)
        for (name, value) in problem.fields.entries { response.fields[name] = value }
        response.fields.add(.vary, "Accept")
        return response
    }

    private func problem(_ error: any Error, requestID: String) -> Problem {
        if let problem = error as? Problem { return problem }
        if let problem = translate(error) { return problem }
        observer.failed(error, requestID: requestID)
        return .internalError
    }

    /// Whether anybody wants to know of exchanges, and of how long they take.
    var isObserved: Bool { observer.isInterested }

    func record(_ response: Response, to exchange: Exchange) {
        guard observer.isInterested else { return }
        observer.finished(ExchangeRecord(exchange, response))
    }

    private static func allow(_ routes: [Routes.Route]) -> FieldValue {
        var methods = Set(routes.map(\.method))
        if methods.contains(.get) { methods.insert(.head) }
        methods.insert(.options)
        let names = methods.map(\.rawValue).sorted().joined(separator: ", ")
        return FieldValue(names) ?? "OPTIONS"
    }
}
