import Configuration
import Credentials
import TextEncoding
import Timekeeping

/// The signature of Stripe's webhooks: `t=1700000000,v1=<hex>,v1=<hex>`.
///
/// The signed text is the time, a full stop and the body byte for byte. The code is HMAC-SHA-256
/// under the whole secret of the endpoint, including `whsec_`. Docs: docs.stripe.com/webhooks#verify-manually
package struct StripeSignature: Sendable {
    /// The allowed difference of the signature's time from now, either way.
    package static let toleranceSeconds: Int64 = 300

    private static let maximumHeaderBytes = 4_096
    /// Stripe sends one code for each secret of the endpoint, two during a rotation.
    private static let maximumCodes = 5

    private let keys: [HMACKey]

    /// - Parameter secrets: The endpoint's secret, and the previous one during a rotation.
    package init(secrets: [Secret]) {
        keys = secrets.map { HMACKey($0.bytes) }
    }

    /// Verifies the signature of a body, with one HMAC for each secret.
    ///
    /// - Throws: `unsigned`, `outOfTime` for a time outside `toleranceSeconds`, `badSignature`.
    package func verify(
        _ header: String?, of body: [UInt8], at now: Timestamp
    ) throws(WebhookRefusal) {
        guard let header, header.utf8.count <= Self.maximumHeaderBytes else { throw .unsigned }
        var time: Int64?
        var codes: [[UInt8]] = []
        for part in header.utf8.split(separator: UInt8(ascii: ",")) {
            let pair = part.split(separator: UInt8(ascii: "="), maxSplits: 1)
            guard pair.count == 2 else { continue }
            if pair[0].elementsEqual("t".utf8) { time = Int64(digits: pair[1]) }
            guard pair[0].elementsEqual("v1".utf8), codes.count < Self.maximumCodes else {
                continue
            }
            if let code = Hexadecimal.decode(Substring(pair[1])) { codes.append(code) }
        }
        guard let time, !codes.isEmpty else { throw .unsigned }
        guard abs(now.unixSeconds - time) <= Self.toleranceSeconds else { throw .outOfTime }
        let signed = Array("\(time).".utf8) + body
        let isValid = keys.contains { key in
            let expected = key.authenticate(signed)
            return codes.contains { Digest($0).map(expected.isEqualInConstantTime) ?? false }
        }
        guard isValid else { throw .badSignature }
    }

    func event(
        _ delivery: WebhookDelivery, isLive: Bool, at now: Timestamp
    ) throws(WebhookRefusal) -> GatewayEvent {
        try verify(delivery.signature, of: delivery.body, at: now)
        guard let event = GatewayEvent(stripe: delivery.body, isLive: isLive) else {
            throw .unreadable
        }
        return event
    }

    /// The value of the header field for a body, as Stripe would sign it.
    package func header(for body: [UInt8], at now: Timestamp) -> String {
        let codes = keys.map { key in
            "v1=" + key.authenticate(Array("\(now.unixSeconds).".utf8) + body).hexadecimal
        }
        return (["t=\(now.unixSeconds)"] + codes).joined(separator: ",")
    }
}
