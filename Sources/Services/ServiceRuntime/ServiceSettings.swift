import Configuration
import HTTP
import Observability

/// The settings that both services have: where to listen, what to keep, and how much to allow.
package struct ServiceSettings: Sendable {
    /// How passwords are hashed.
    package struct PasswordHashing: Sendable {
        /// Threads that hash at the same time.
        package let threads: Int
        /// Requests that may wait for one; more are answered 503.
        package let queue: Int
    }

    /// The path of the database file.
    package let database: String
    /// Whether demo data is wanted.
    package let isDemo: Bool
    /// The token by which the services know each other.
    package let serviceToken: String
    /// The key of this service's tokens, where the environment gives it.
    package let tokenKey: Secret?
    /// How long a login lasts, in seconds.
    package let tokenLifetimeSeconds: Int64
    /// Origins of web pages that may call this service.
    package let origins: [String]
    /// Whether a proxy on this machine stands before the service.
    package let isBehindProxy: Bool
    /// Whether one address is bounded in connections and failed logins.
    package let limitsAddresses: Bool
    /// The HTTP server's address, limits and timeouts.
    package let server: ServerConfiguration
    /// How much of the machine passwords may take.
    package let passwordHashing: PasswordHashing
    /// The least that is worth a log line.
    package let logLevel: Log.Level
    /// Whether there is a log line for every request.
    package let logsRequests: Bool

    /// Whether other machines can come here; if not, somebody tries the service out on their own.
    package var isReachableByOthers: Bool { !server.address.ip.isLoopback || isBehindProxy }

    /// Reads them; what is wrong shows in the reader's `finish`.
    ///
    /// - Parameters:
    ///   - port: The port by default.
    ///   - database: The path by default.
    package init(_ reader: inout SettingsReader, port: Int, database: String) {
        let address = Self.address(&reader, port: port)
        self.database = reader.string(
            flag: "--database", variable: "DATABASE", default: database,
            help: "The SQLite file; the key of the tokens is kept beside it.")
        isDemo = reader.boolean(
            flag: "--demo", variable: "DEMO", help: "Adds demo data, for trying out.")
        serviceToken = Self.serviceToken(&reader)
        tokenKey = reader.secret(
            variable: "JWT_SECRET", minimumLength: 32, defaultText: "made on first start",
            help: "The key that signs tokens.")
        tokenLifetimeSeconds =
            reader.duration(
                variable: "TOKEN_LIFETIME", default: .seconds(43_200),
                in: .seconds(60)...(.seconds(2_592_000)), help: "How long a login lasts."
            ).components.seconds
        origins = Self.origins(&reader)
        isBehindProxy = reader.boolean(
            variable: "BEHIND_PROXY",
            help: "Takes clients' addresses from X-Forwarded-For of a proxy on this machine.")
        limitsAddresses = reader.boolean(
            variable: "LIMIT_ADDRESSES", default: true,
            help: "Bounds the connections and the failed logins of one address.")
        passwordHashing = PasswordHashing(
            threads: reader.integer(
                variable: "HASHING_THREADS", default: 2, in: 1...64,
                help: "Passwords that are hashed at the same time, 16 MiB each."),
            queue: reader.integer(
                variable: "HASHING_QUEUE", default: 256, in: 1...10_000,
                help: "Passwords that may wait for it; more are answered 503."))
        logLevel = reader.choice(
            variable: "LOG_LEVEL", default: .info, help: "The least that is worth a log line.")
        logsRequests = reader.boolean(
            variable: "LOG_REQUESTS", default: true, help: "Writes a log line for every request.")
        server = ServerConfiguration(&reader, address: address, limitsAddresses: limitsAddresses)
        if isReachableByOthers { rejectDemoSecrets(&reader) }
    }

    private static func address(_ reader: inout SettingsReader, port: Int) -> SocketAddress {
        let host = reader.string(
            flag: "--host", variable: "HOST", default: "127.0.0.1",
            help: "The IP address to listen on.")
        let port = reader.integer(
            flag: "--port", variable: "PORT", default: port, in: 0...65_535,
            help: "The port to listen on; 0 picks a free one.")
        guard let address = SocketAddress(host: host, port: port) else {
            reader.reject("HOST must be an IP address, such as 127.0.0.1 or ::1.")
            return .anyLoopbackPort
        }
        return address
    }

    private static func serviceToken(_ reader: inout SettingsReader) -> String {
        let secret = reader.secret(
            variable: "CRM_TOKEN", defaultText: ServiceToken.demo,
            help: "The static bearer token by which the two services know each other.")
        guard let secret else { return ServiceToken.demo }
        if !ServiceToken.isWellFormed(secret.bytes) {
            reader.reject("CRM_TOKEN must be letters, digits and - . _ ~ + / only, then maybe =.")
        }
        return String(decoding: secret.bytes, as: UTF8.self)
    }

    private static func origins(_ reader: inout SettingsReader) -> [String] {
        let origins = reader.list(
            variable: "CORS_ORIGINS", defaultText: "the web pages' own",
            help: "Origins whose pages may call this service.")
        for origin in origins where !CORS.isOrigin(origin) {
            reader.reject(
                "CORS_ORIGINS must name origins as browsers do, such as https://book.example.org:"
                    + " \"\(origin)\" is none.")
        }
        return origins
    }

    /// What is for trying out must not stand open to others.
    private func rejectDemoSecrets(_ reader: inout SettingsReader) {
        if serviceToken == ServiceToken.demo {
            reader.reject(
                "CRM_TOKEN must be set to a token of your own when others can reach the service:"
                    + " everybody knows the default.")
        }
        if isDemo {
            reader.reject(
                "DEMO must be off when others can reach the service: everybody knows the demo"
                    + " accounts' passwords.")
        }
    }
}
