import Configuration
import Credentials
import TextEncoding
import Timekeeping

/// The signature of Stripe's webhooks: `t=1700000000,v1=<hex>,v1=<hex>`.
///
/// What is signed is the time, a full stop and the content as it arrived, by HMAC-SHA-256 under the
/// endpoint's whole secret, its `whsec_` included. Docs: docs.stripe.com/webhooks#verify-manually
package struct StripeSignature: Sendable {
    /// How far the signature's time may be from ours, either way, in seconds.
    package static let toleranceSeconds: Int64 = 300

    private let keys: [HMACKey]

    /// Signatures under any of these secrets.
    ///
    /// - Parameter secrets: The endpoint's secret, and the one before while it is being rolled.
    package init(secrets: [Secret]) {
        keys = secrets.map { HMACKey($0.bytes) }
    }

    /// Checks the signature of a content, which any of the secrets may have made.
    ///
    /// - Throws: `unsigned`, `badSignature`, or `outOfTime` for a good one that is further from
    ///   `now` than `toleranceSeconds`.
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
        let isGood = keys.contains { key in codes.contains { key.isValid($0, for: signed) } }
        guard isGood else { throw .badSignature }
        guard abs(now.unixSeconds - time) <= Self.toleranceSeconds else { throw .outOfTime }
    }

    /// The header's value for a content, as Stripe would sign it.
    package func header(for body: [UInt8], at now: Timestamp) -> String {
        let codes = keys.map { key in
            "v1=" + key.authenticate(Array("\(now.unixSeconds).".utf8) + body).hexadecimal
        }
        return (["t=\(now.unixSeconds)"] + codes).joined(separator: ",")
    }
}
