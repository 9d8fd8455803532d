/// Who may call a route: it stands on the route's line, and the handler gets who it is.
package struct Authenticator<Identity: Sendable>: Sendable {
    /// The name under which the table of routes shows it.
    package let name: String
    /// Who the request comes from.
    ///
    /// Runs on the event loop before the handler, and before the content where that is still on
    /// its way. Throws a `Problem`: 401 for credentials that are missing or do not hold, 403 for
    /// good ones that do not open this route.
    package let identify: @Sendable (Request) throws -> Identity

    /// A caller whom `identify` knows, shown as `name`.
    package init(_ name: String, identify: @escaping @Sendable (Request) throws -> Identity) {
        self.name = name
        self.identify = identify
    }
}

/// A caller of whom nothing is known and nothing asked.
package struct Anyone: Sendable {
    /// Nobody in particular.
    package init() {}
}

extension Authenticator<Anyone> {
    /// Everybody may call.
    package static var anyone: Authenticator { Authenticator("anyone") { _ in Anyone() } }
}

extension Request {
    /// The token of `Authorization: Bearer …`, or nil (RFC 6750 §2.1).
    package var bearerToken: String? {
        head.withValue(of: .authorization) { value in
            guard value.hasPrefix(ignoringCase: "Bearer ") else { return nil }
            let token = UnsafeRawBufferPointer(rebasing: value[7...]).trimmingWhitespace
            return String(decoding: token, as: UTF8.self)
        } ?? nil
    }
}
