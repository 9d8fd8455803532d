import Configuration
import Credentials
import TextEncoding

/// Razorpay's signatures: hexadecimal HMAC-SHA-256 codes, without a time.
package struct RazorpaySignature: Sendable {
    private let webhookKeys: [HMACKey]
    private let apiKey: HMACKey

    /// Signatures under any of the webhook's secrets, and under the API key's.
    ///
    /// - Parameters:
    ///   - webhookSecrets: The webhook's, and the one before: retries keep the secret of their day.
    ///   - keySecret: The API key's, which signs what the checkout returns.
    package init(webhookSecrets: [Secret], keySecret: Secret) {
        webhookKeys = webhookSecrets.map { HMACKey($0.bytes) }
        apiKey = HMACKey(keySecret.bytes)
    }

    /// Checks the signature of a webhook's content, which any of its secrets may have made.
    ///
    /// - Throws: `unsigned`, `badSignature`.
    package func verify(_ header: String?, of body: [UInt8]) throws(WebhookRefusal) {
        guard let header, let code = Hexadecimal.decode(header) else { throw .unsigned }
        guard webhookKeys.contains(where: { $0.isValid(code, for: body) }) else {
            throw .badSignature
        }
    }

    /// Whether the checkout returned this payment for this order.
    ///
    /// - Parameter orderID: As we have kept it, not as it was returned.
    package func proves(orderID: String, paymentID: String, signature: String) -> Bool {
        guard let code = Hexadecimal.decode(signature) else { return false }
        return apiKey.isValid(code, for: Array("\(orderID)|\(paymentID)".utf8))
    }
}
