import Configuration
import Credentials
import TextEncoding
import Timekeeping

/// The signature of Stripe's webhooks: `t=1700000000,v1=<hex>,v1=<hex>`.
///
/// The signed text is the time, a full stop and the body byte for byte. The code is HMAC-SHA-256
/// under the whole secret of the endpoint, including `whsec_`. Docs: docs.stripe.com/webhooks#verify-manually
package struct StripeSignature: Sendable {
    /// The allowed difference of the signature's time from ours, either way.
    package static let toleranceSeconds: Int64 = 300

    private let keys: [HMACKey]

    /// - Parameter secrets: The endpoint's secret, and the previous one during a rotation.
    package init(secrets: [Secret]) {
        keys = secrets.map { HMACKey($0.bytes) }
    }

    /// Verifies the signature of a body.
    ///
    /// - Throws: `unsigned`, `badSignature`, or `outOfTime` for a valid one whose time is outside
    ///   `toleranceSeconds`.
    package func verify(
        _ header: String?, of body: [UInt8], at now: Timestamp
    ) throws(WebhookRefusal) {
        guard let header, header.utf8.count <= 4_096 else { throw .unsigned }
        var time: Int64?
        var codes: [[UInt8]] = []
        for part in header.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { continue }
            if pair[0] == "t" { time = Int64(digits: pair[1].utf8) }
            if pair[0] == "v1", let code = Hexadecimal.decode(pair[1]) { codes.append(code) }
        }
        guard let time, !codes.isEmpty else { throw .unsigned }
        let signed = Array("\(time).".utf8) + body
        let isValid = keys.contains { key in codes.contains { key.isValid($0, for: signed) } }
        guard isValid else { throw .badSignature }
        guard abs(now.unixSeconds - time) <= Self.toleranceSeconds else { throw .outOfTime }
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
