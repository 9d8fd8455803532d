import Configuration
import HTTP
import Observability

/// The settings that both services share.
package struct ServiceSettings: Sendable {
    package let name: ServiceName
    /// The path of the database's file.
    package let database: String
    /// The origin of `database`, such as `from DATABASE`.
    let databaseSource: String
    package let isDemo: Bool
    package let serviceToken: String
    /// Signs tokens; nil if it is stored beside the database.
    package let tokenKey: Secret?
    /// The lifetime of a login's token.
    package let tokenLifetimeSeconds: Int64
    package let origins: [String]
    /// Whether clients connect through a proxy on this machine.
    package let isBehindProxy: Bool
    /// Whether connections and failed logins are limited per client address.
    package let limitsAddresses: Bool
    /// Whether there are limits per account.
    package let limitsAccounts: Bool
    package let server: ServerConfiguration
    let hashingThreads: Int
    /// Requests that may wait for hashing; more are answered 503.
    let hashingQueue: Int
    package let logLevel: Log.Level
    package let logsRequests: Bool

    /// Whether other machines can reach the service; if not, it may be a trial installation.
    package var isReachableByOthers: Bool { !server.address.ip.isLoopback || isBehindProxy }

    /// Reads the settings; the reader's `finish` reports the errors.
    package init(_ reader: inout SettingsReader, of service: ServiceName) {
        name = service
        reader.readFile(
            flag: "--env-file", variable: "ENV_FILE",
            help: "A file of settings as systemd's EnvironmentFile; overrides the environment.")
        let address = Self.address(&reader, port: service.defaultPort)
        database = reader.string(
            flag: "--database", variable: "DATABASE", default: "data/\(service.fileName).sqlite",
            help: "The SQLite file; the token key is stored beside it.")
        databaseSource = reader.latestSource.map { "from \($0)" } ?? "the default"
        isDemo = reader.boolean(
            flag: "--demo", variable: "DEMO", help: "Adds demo data.")
        serviceToken = Self.serviceToken(&reader)
        tokenKey = reader.secret(
            variable: "JWT_SECRET", minimumLength: 32, defaultText: "made on first start",
            help: "The key that signs tokens.")
        tokenLifetimeSeconds =
            reader.duration(
                variable: "TOKEN_LIFETIME", default: .seconds(43_200),
                in: .seconds(60)...(.seconds(2_592_000)), help: "Lifetime of a login."
            ).components.seconds
        origins = Self.origins(&reader)
        isBehindProxy = reader.boolean(
            variable: "BEHIND_PROXY",
            help: "Trusts X-Forwarded-For from a proxy on this machine.")
        limitsAddresses = reader.boolean(
            variable: "LIMIT_ADDRESSES", default: true,
            help: "Limits connections and failed logins per client address.")
        limitsAccounts = reader.boolean(
            variable: "LIMIT_ACCOUNTS", default: true,
            help: "Limits what one account can cause, such as failed logins.")
        hashingThreads = reader.integer(
            variable: "HASHING_THREADS", default: 2, in: 1...64,
            help: "Passwords hashed at the same time, 16 MiB each.")
        hashingQueue = reader.integer(
            variable: "HASHING_QUEUE", default: 256, in: 1...10_000,
            help: "Passwords that may wait for hashing; more are answered 503.")
        logLevel = reader.choice(
            variable: "LOG_LEVEL", default: .info, help: "Minimum log level.")
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
            help: "The bearer token that both services share.")
        guard let secret else { return ServiceToken.demo }
        if !ServiceToken.isWellFormed(secret.bytes) {
            reader.reject(
                "CRM_TOKEN may have only letters, digits and - . _ ~ + /, then = at its end.")
        }
        return String(decoding: secret.bytes, as: UTF8.self)
    }

    private static func origins(_ reader: inout SettingsReader) -> [String] {
        let origins = reader.list(
            variable: "CORS_ORIGINS", defaultText: "the web pages' own",
            help: "Origins whose pages may call this service.")
        for origin in origins where !CORS.isOrigin(origin) {
            reader.reject(
                "CORS_ORIGINS must list origins such as https://book.example.org, not"
                    + " \"\(origin)\".")
        }
        return origins
    }

    /// Publicly known secrets must not be reachable by others.
    private func rejectDemoSecrets(_ reader: inout SettingsReader) {
        if serviceToken == ServiceToken.demo {
            reader.reject(
                "CRM_TOKEN must be changed when others can reach the service:"
                    + " the default is publicly known.")
        }
        if isDemo {
            reader.reject(
                "DEMO must be off when others can reach the service:"
                    + " the demo accounts' passwords are publicly known.")
        }
    }
}
