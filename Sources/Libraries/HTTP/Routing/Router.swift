import JSONCoding
import TextEncoding

/// Finds the route of a request and turns errors into responses.
///
/// It has all that a service's connections share, and is immutable. A class, so that passing it on
/// counts one reference and not each of its parts.
package final class Router: Sendable {
    private let tree: RouteTree
    private let root: RootPath
    private let cors: CORS
    private let translate: @Sendable (any Error) -> Problem?
    private let problemPage: (@Sendable (Problem, _ requestID: String) -> Response)?
    private let observer: (any ExchangeObserver)?
    /// The methods of all routes, for the `Allow` field of `OPTIONS *`.
    private let methods: FieldValue

    /// - Parameters:
    ///   - root: The beginning of the service's public addresses.
    ///   - problemPage: The page of a problem for browsers; nil sends them the JSON too.
    ///   - translate: The problem for an error of the service; nil makes it a 500.
    package init(
        _ routes: Routes, below root: RootPath = .none, cors: CORS = CORS(origins: []),
        observer: (any ExchangeObserver)? = nil,
        problemPage: (@Sendable (Problem, _ requestID: String) -> Response)? = nil,
        translate: @escaping @Sendable (any Error) -> Problem? = { _ in nil }
    ) {
        tree = RouteTree(routes.all)
        self.root = root
        methods = Self.allow(routes.all)
        self.cors = cors
        self.observer = observer
        self.problemPage = problemPage
        self.translate = translate
    }

    /// The decision on a request, from its head alone.
    enum Decision {
        case route(Endpoint, PathParameters)
        case answer(Response)
    }

    func decide(_ head: RequestHead, requestID: String) -> Decision {
        guard let method = head.method, method != .connect else {
            let problem = Problem(
                .notImplemented, code: "not_implemented", detail: "The method is not supported.")
            return .answer(response(to: problem, head, .unknown, requestID: requestID))
        }
        if head.isForServer {
            return .answer(Response(.noContent).with(.allow, methods))
        }
        let isRead = method == .get || method == .head
        let match = head.bytes.withBytes { findRoute($0[head.pathRange], isRead: isRead) }
        guard let match else {
            if let address = pageAddress(of: head) {
                return .answer(Response(.permanentRedirect).with(.location, address))
            }
            return .answer(response(to: Problem.notFound, head, .unknown, requestID: requestID))
        }
        let routeMethod = method == .head ? .get : method
        if let endpoint = match.endpoints.first(where: { $0.route.method == routeMethod }) {
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
            detail: "Allowed methods: \(allow.text).")
        problem.fields[.allow] = allow
        return .answer(response(to: problem, head, .program, requestID: requestID))
    }

    /// The match of a path from which a proxy may have removed the root; first it is taken off here.
    ///
    /// The root alone is the home page, and for other methods the route of the whole path.
    private func findRoute(_ path: UnsafeRawBufferPointer, isRead: Bool) -> RouteTree.Match? {
        if let rest = root.remainder(of: path), isRead || !rest.isEmpty,
            let match = tree.match(path: rest)
        {
            return match
        }
        return tree.match(path: path)
    }

    /// The address of a page that the client asked for with a slash at its end.
    ///
    /// The path matches a route, so it never begins with two slashes, which would name a host.
    private func pageAddress(of head: RequestHead) -> FieldValue? {
        let path = head.path
        guard head.method == .get || head.method == .head, path.utf8.count > 1,
            path.utf8.last == UInt8(ascii: "/")
        else { return nil }
        let page = Array(path.utf8.dropLast())
        let hasRoot = page.withUnsafeBytes { root.remainder(of: $0).map(isPage) == true }
        guard hasRoot || page.withUnsafeBytes(isPage) else { return nil }
        let address = (hasRoot ? "" : root.text) + String(ascii: page)
        return FieldValue(address + (head.query.map { "?" + $0 } ?? ""))
    }

    private func isPage(_ path: UnsafeRawBufferPointer) -> Bool {
        let match = tree.match(path: path)
        return match?.endpoints.contains { $0.route.method == .get && $0.route.isPage } == true
    }

    /// The response with the fields for caches and for pages of other origins.
    ///
    /// Caches store no response to a principal, unless the handler sets `Cache-Control`.
    func finish(_ response: consuming Response, to exchange: Exchange) -> Response {
        if exchange.endpoint?.route.isPersonal == true, response.fields[.cacheControl] == nil {
            response.fields.add(.cacheControl, .noStore)
        }
        return cors.addFields(to: response, for: exchange.request.head)
    }

    /// The response to an error; the only place where one is made.
    func response(
        to error: any Error, _ head: RequestHead, _ address: Address, requestID: String
    ) -> Response {
        let problem = problem(error, requestID: requestID)
        guard let problemPage else { return response(to: problem, requestID: requestID) }
        var response =
            head.expectsPage(at: address)
            ? problemPage(problem, requestID) : response(to: problem, requestID: requestID)
        for (name, value) in problem.fields.entries { response.fields[name] = value }
        response.fields.add(.vary, "Accept")
        return response
    }

    /// The JSON of a problem.
    func response(to problem: Problem, requestID: String) -> Response {
        problem.response(requestID: requestID, below: root)
    }

    private func problem(_ error: any Error, requestID: String) -> Problem {
        if let problem = error as? Problem { return problem }
        if let problem = translate(error) { return problem }
        observer?.failed(error, requestID: requestID)
        return .internalError
    }

    /// Whether exchanges are recorded, with their durations.
    var isObserved: Bool { observer?.recordsExchanges ?? false }

    func record(_ response: Response, to exchange: Exchange) {
        guard let observer, observer.recordsExchanges else { return }
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

/// Whether an address is a page's or a program's.
enum Address {
    case page, program
    /// No route has it.
    case unknown
}

extension Endpoint {
    var address: Address { route.isPage ? .page : .program }
}

extension RequestHead {
    /// Whether the client shows pages to a person, so an error must be one (RFC 9110 §12.5.1).
    ///
    /// Programs may accept `text/html` too, but only browsers accept XHTML.
    fileprivate func expectsPage(at address: Address) -> Bool {
        var (html, xhtml, json) = (false, false, false)
        forEachElement(of: .accept) { element in
            let range = ASCII.lowercased(String(ascii: element))
            html = html || range.hasPrefix("text/html")
            xhtml = xhtml || range.hasPrefix("application/xhtml+xml")
            json = json || range.contains("json")
        }
        guard html, !json else { return false }
        let isRead = method == .get || method == .head
        switch address {
        // A browser sends the forms of pages with POST.
        case .page: return isRead || xhtml
        case .program: return isRead && xhtml
        case .unknown: return isRead
        }
    }
}
