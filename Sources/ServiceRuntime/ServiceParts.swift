import Credentials
import Lifecycle
import SQLite

extension ServiceSettings {
    /// The key of the service's tokens: the environment's, or the one kept beside the database,
    /// which is made at random when it is first needed.
    ///
    /// - Parameter name: Tells the keys of services that share a folder apart.
    package func tokenKey(named name: String) throws -> Secret {
        if let tokenKey { return tokenKey }
        return try SecretFile.loadOrCreate(path: "\(database).\(name)-key", bytes: 32)
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
    /// Whether the database answers.
    package static func database(_ database: Database) -> OperationalRoutes.Check {
        .init("database", isRequired: true) {
            (try? database.read { try $0.first("SELECT 1") { $0.int(0) } }) == 1
        }
    }

    /// Whether the other service lives; this one is of use without it.
    package static func peer(_ name: String, _ health: PeerHealth) -> OperationalRoutes.Check {
        .init(name, isRequired: false) { await health.isAlive() }
    }
}

extension Metrics {
    /// Shows how the database's writer fares.
    package func watch(_ database: Database) {
        counter("database_commits_total", help: "Transactions committed.") {
            Double(database.statistics.commits)
        }
        counter("database_failed_commits_total", help: "Transactions that failed to commit.") {
            Double(database.statistics.failedCommits)
        }
        counter("database_writes_total", help: "Writes done, several in a transaction.") {
            Double(database.statistics.writes)
        }
        counter("database_commit_seconds_total", help: "Time spent in committing.") {
            Double(database.statistics.commitNanoseconds) / 1e9
        }
        gauge("database_latest_group", help: "Writes in the latest transaction.") {
            Double(database.statistics.latestGroup)
        }
        gauge("database_queued_writes", help: "Writes that wait.") {
            Double(database.statistics.queuedWrites)
        }
    }
}
