import Credentials
import HTTP
import TextEncoding

/// The other service, known by the static token that both hold.
package struct PeerService: Sendable {}

/// The static bearer token by which the services know each other.
package struct ServiceToken: Sendable {
    /// The token of a trial installation; refused by a service that others can reach.
    package static let demo = "CRM_SECRET_123"

    /// Whether a token can travel as a bearer token (`b64token` of RFC 6750 §2.1).
    static func isWellFormed(_ token: [UInt8]) -> Bool {
        let body = token.prefix { $0 != UInt8(ascii: "=") }
        let padding = token.dropFirst(body.count)
        return !body.isEmpty && padding.allSatisfy { $0 == UInt8(ascii: "=") }
            && body.allSatisfy { ASCII.isAlphanumeric($0) || "-._~+/".utf8.contains($0) }
    }

    private let octets: [UInt8]

    /// The token that this service and its peer were configured with.
    package init(_ token: String) {
        octets = Array(token.utf8)
    }

    /// Whether a bearer token is this one; takes the same time wherever they differ.
    package func matches(_ token: String) -> Bool {
        constantTimeEquals(Array(token.utf8), octets)
    }

    /// The caller who shows the service token.
    package var caller: Authenticator<PeerService> {
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
