import Configuration
import Credentials
import HTTP
import Observability

extension ServiceSettings {
    /// The token key from the environment, or else the one stored beside the database, which is
    /// created at random on first use.
    ///
    /// - Parameter name: Distinguishes the keys of services that share a folder.
    package func tokenKey(named name: String) throws -> Secret {
        if let tokenKey { return tokenKey }
        return try SecretFile.loadOrCreate(path: tokenKeyPath(named: name), bytes: 32)
    }

    func tokenKeyPath(named name: String) -> String {
        "\(database).\(name)-key"
    }

    package var log: Log { Log(level: logLevel, requests: logsRequests) }

    /// A hasher with the configured queue limit.
    ///
    /// - Parameter threads: By default the configured number.
    package func passwordHasher(threads: Int? = nil) -> PasswordHasher {
        PasswordHasher(
            threads: threads ?? passwordHashing.threads, queueLimit: passwordHashing.queue)
    }

    /// Starts the HTTP server.
    ///
    /// - Throws: `CannotServe`.
    package func serve(_ router: Router) throws -> RunningServer {
        do {
            return try Server(server, router: router).start()
        } catch {
            throw CannotServe(address: server.address, reason: "\(error)")
        }
    }
}

/// The service cannot listen on its address, for example because another program does.
package struct CannotServe: Error, CustomStringConvertible {
    let address: SocketAddress
    let reason: String

    package var description: String { "cannot serve on \(address): \(reason)" }
}

extension HMACKey {
    /// A key for one purpose, which does not reveal the secret.
    package init(derivedFrom secret: Secret, for purpose: String) {
        self.init(HMACKey(secret.bytes).authenticate(Array(purpose.utf8)).bytes)
    }
}
