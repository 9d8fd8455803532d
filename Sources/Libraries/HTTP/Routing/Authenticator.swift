import TextEncoding

/// Decides who may call a route; it is named in the route's line of the table.
package struct Authenticator<Principal: Sendable>: Sendable {
    /// The name in the table of routes.
    package let name: String
    /// Returns the principal of a request, which the handler receives.
    ///
    /// Runs on the event loop before the handler; possibly before the content has arrived. Throws
    /// `Problem` 401 for missing or invalid credentials, 403 for insufficient ones.
    package let authenticate: @Sendable (Request) throws -> Principal

    package init(
        _ name: String, authenticate: @escaping @Sendable (Request) throws -> Principal
    ) {
        self.name = name
        self.authenticate = authenticate
    }
}

/// The principal of a request that needs no credentials.
package struct Anyone: Sendable {
    package init() {}
}

extension Authenticator<Anyone> {
    package static var anyone: Authenticator { Authenticator("anyone") { _ in Anyone() } }
}

extension Request {
    /// The token of `Authorization: Bearer …`, or nil (RFC 6750 §2.1).
    package var bearerToken: String? {
        head.withValue(of: .authorization) { value in
            guard value.hasPrefix(ignoringCase: "Bearer ") else { return nil }
            let token = UnsafeRawBufferPointer(rebasing: value[7...]).trimmingWhitespace
            return String(ascii: token)
        } ?? nil
    }
}
