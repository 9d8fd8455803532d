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
    package let tokenLifetime: Duration
    package let origins: [String]
    /// The proxies through which clients connect, whose `X-Forwarded-For` counts.
    package let trustedProxies: [AddressRange]
    /// Whether there are limits per client network.
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
    package var isReachableByOthers: Bool {
        !server.address.ip.isLoopback || !trustedProxies.isEmpty
    }

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
        tokenLifetime = reader.duration(
            variable: "TOKEN_LIFETIME", default: .seconds(43_200),
            in: .seconds(60)...(.seconds(2_592_000)), help: "Lifetime of a login.")
        origins = Self.origins(&reader)
        trustedProxies = Self.trustedProxies(&reader)
        limitsAddresses = reader.boolean(
            variable: "LIMIT_ADDRESSES", default: true,
            help: "Limits connections, registrations and failed logins per client network.")
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

    private static func trustedProxies(_ reader: inout SettingsReader) -> [AddressRange] {
        let isBehindProxy = reader.boolean(
            variable: "BEHIND_PROXY",
            help: "The older form of TRUSTED_PROXIES=127.0.0.0/8,::1; it will be removed.")
        var texts = reader.list(
            variable: "TRUSTED_PROXIES", defaultText: "none",
            help: "Proxies whose X-Forwarded-For counts, such as 127.0.0.1 or 10.0.0.0/8.")
        if isBehindProxy { texts += ["127.0.0.0/8", "::1"] }
        for text in texts where AddressRange(text) == nil {
            reader.reject(
                "TRUSTED_PROXIES must list IP addresses and networks such as 10.0.0.0/8, not"
                    + " \"\(text)\".")
        }
        return texts.compactMap { AddressRange($0) }
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
