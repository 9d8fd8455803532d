import Configuration
import Credentials
import HTTP
import Observability

extension ServiceSettings {
    /// The token key from the environment, or else the one stored beside the database, which is
    /// created at random on first use.
    package func loadTokenKey() throws -> Secret {
        try tokenKey ?? SecretFile.loadOrCreate(path: tokenKeyPath, bytes: 32)
    }

    var tokenKeyPath: String { "\(database).\(name.fileName)-key" }

    package var log: Log { Log(level: logLevel, requests: logsRequests) }

    /// - Parameter threads: By default the configured number.
    package func passwordHasher(threads: Int? = nil) -> PasswordHasher {
        PasswordHasher(threads: threads ?? hashingThreads, queueLimit: hashingQueue)
    }

    /// Starts the HTTP server, with these origins of pages that may call it.
    ///
    /// - Parameter root: The path of the service's address for browsers.
    /// - Throws: `CommandError`, for example if another program listens on the address.
    package func serve(
        _ routes: Routes, below root: RootPath, origins: Set<String>, log: Log, metrics: Metrics,
        problemPage: (@Sendable (Problem, _ requestID: String) -> Response)? = nil,
        translate: @escaping @Sendable (any Error) -> Problem?
    ) throws -> RunningServer {
        try check(root, for: routes)
        metrics.watchProcess(log: log)
        let client = ClientAddress(trusting: trustedProxies)
        let router = Router(
            routes, below: root, cors: CORS(origins: origins),
            observer: RequestLog(routes, client: client, log: log, metrics: metrics),
            problemPage: problemPage, translate: translate)
        do {
            return try Server(server, router: router).start()
        } catch {
            throw CommandError("cannot serve on \(server.address): \(error)")
        }
    }

    /// - Throws: `CommandError` if a request could be for two routes.
    private func check(_ root: RootPath, for routes: Routes) throws(CommandError) {
        guard let (whole, remainder) = root.ambiguity(in: routes) else { return }
        throw CommandError(
            "\(name.publicAddressVariable) must have another path than \(root.text): a request"
                + " for \(whole.pattern.text) could also be for \(remainder.pattern.text)")
    }
}

extension HMACKey {
    /// A key for one purpose, which does not reveal the secret.
    package init(derivedFrom secret: Secret, for purpose: String) {
        self.init(HMACKey(secret.bytes).authenticate(Array(purpose.utf8)).bytes)
    }
}
