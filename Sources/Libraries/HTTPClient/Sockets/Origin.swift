/// Where a service of plain HTTP is.
struct Origin: Sendable {
    /// A name, or an IP address without brackets.
    let host: String
    /// A number, as a port is written.
    let port: String
    /// Host and port as the address has them.
    let authority: String
    /// What stands before the path of every call; empty for most.
    let path: String

    /// Reads the base of an address, such as `http://127.0.0.1:5001`; nil for any other scheme.
    init?(_ base: String) {
        guard base.hasPrefix("http://") else { return nil }
        let rest = base.dropFirst("http://".count)
        let authority = rest.prefix { $0 != "/" }
        let isBracketed = authority.hasPrefix("[")
        let host = authority.dropFirst(isBracketed ? 1 : 0).prefix {
            $0 != (isBracketed ? "]" : ":")
        }
        let port = authority.dropFirst(host.count + (isBracketed ? 2 : 0)).dropFirst()
        self.host = String(host)
        self.port = port.isEmpty ? "80" : String(port)
        self.authority = String(authority)
        path = String(rest.dropFirst(authority.count))
    }
}
