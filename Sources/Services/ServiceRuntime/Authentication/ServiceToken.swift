import Credentials
import HTTP
import TextEncoding

/// The other service, authenticated by the service token.
package struct PeerService: Sendable {}

/// The static bearer token that both services hold.
package struct ServiceToken: Sendable {
    /// The default token; a service that others can reach refuses to start with it.
    package static let demo = "CRM_SECRET_123"

    /// Whether a token has the syntax of a bearer token (`b64token`, RFC 6750 §2.1).
    static func isWellFormed(_ token: [UInt8]) -> Bool {
        let body = token.prefix { $0 != UInt8(ascii: "=") }
        let padding = token.dropFirst(body.count)
        return !body.isEmpty && padding.allSatisfy { $0 == UInt8(ascii: "=") }
            && body.allSatisfy { ASCII.isAlphanumeric($0) || "-._~+/".utf8.contains($0) }
    }

    private let text: String

    package init(_ text: String) { self.text = text }

    /// Compares a bearer token with this one, in constant time.
    package func matches(_ token: String) -> Bool { constantTimeEquals(token, text) }

    /// Authenticates the other service.
    package var authenticator: Authenticator<PeerService> {
        Authenticator("service token") { request in
            guard let token = request.bearerToken else {
                throw Problem.unauthorized(detail: "This address needs the service token.")
            }
            guard matches(token) else {
                throw Problem.unauthorized(
                    detail: "The service token is wrong.", error: "invalid_token")
            }
            return PeerService()
        }
    }
}
