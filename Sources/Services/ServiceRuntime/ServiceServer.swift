import HTTP

extension ServiceSettings {
    /// Begins to serve what a router answers.
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

/// A service cannot serve where it is told to, such as when another program listens there.
package struct CannotServe: Error, CustomStringConvertible {
    let address: SocketAddress
    let reason: String

    package var description: String { "cannot serve on \(address): \(reason)" }
}
