import Configuration
import Credentials
import Observability
import SQLite

extension ServiceSettings {
    /// The key of the service's tokens: the environment's, or the one kept beside the database,
    /// which is made at random when it is first needed.
    ///
    /// - Parameter name: Tells the keys of services that share a folder apart.
    package func tokenKey(named name: String) throws -> Secret {
        if let tokenKey { return tokenKey }
        return try SecretFile.loadOrCreate(path: tokenKeyPath(named: name), bytes: 32)
    }

    /// Where the key is kept that the environment does not give.
    func tokenKeyPath(named name: String) -> String {
        "\(database).\(name)-key"
    }

    /// Where the service logs.
    package var log: Log { Log(level: logLevel, requests: logsRequests) }

    /// Threads on which passwords are hashed; by default as many as are set.
    package func passwordHasher(threads: Int? = nil) -> PasswordHasher {
        PasswordHasher(
            threads: threads ?? passwordHashing.threads, queueLimit: passwordHashing.queue)
    }
}

extension HMACKey {
    /// A key for one purpose, which tells nothing of the secret that it is derived from.
    package init(derivedFrom secret: Secret, for purpose: String) {
        self.init(HMACKey(secret.bytes).authenticate(Array(purpose.utf8)).bytes)
    }
}

extension OperationalRoutes.Check {
    /// Whether the database's file is there and can be read.
    package static func database(_ database: Database) -> OperationalRoutes.Check {
        .init("database", isRequired: true) {
            // A connection that is open already would answer from its memory.
            let schema = try? Database.read(fileAt: database.path) { tx in
                try tx.first("SELECT count(*) FROM sqlite_schema") { $0.int(0) }
            }
            return schema != nil
        }
    }

    /// Whether the other service lives; this one is of use without it.
    package static func peer(_ name: String, _ health: PeerHealth) -> OperationalRoutes.Check {
        .init(name, isRequired: false) { await health.isAlive() }
    }
}
