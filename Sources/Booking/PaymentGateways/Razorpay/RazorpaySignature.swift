import Configuration
import Credentials
import TextEncoding

/// Razorpay's signatures: hexadecimal HMAC-SHA-256 codes without a timestamp.
package struct RazorpaySignature: Sendable {
    private let webhookKeys: [HMACKey]
    private let apiKey: HMACKey

    /// - Parameters:
    ///   - webhookSecrets: The present secret and the previous one, which signs retries of older
    ///     events.
    ///   - keySecret: The API key's, which signs the form that the checkout returns.
    package init(webhookSecrets: [Secret], keySecret: Secret) {
        webhookKeys = webhookSecrets.map { HMACKey($0.bytes) }
        apiKey = HMACKey(keySecret.bytes)
    }

    /// Verifies the signature of a webhook's body.
    package func verify(_ header: String?, of body: [UInt8]) throws(WebhookRefusal) {
        guard let header, let code = Hexadecimal.decode(header) else { throw .unsigned }
        guard webhookKeys.contains(where: { $0.isValid(code, for: body) }) else {
            throw .badSignature
        }
    }

    /// Whether Razorpay signed this payment for this order.
    ///
    /// - Parameter orderID: The stored id, not the returned one.
    package func proves(orderID: String, paymentID: String, signature: String) -> Bool {
        guard let code = Hexadecimal.decode(signature) else { return false }
        return apiKey.isValid(code, for: Array("\(orderID)|\(paymentID)".utf8))
    }
}
