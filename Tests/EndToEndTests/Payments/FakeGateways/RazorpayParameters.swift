import JSONCoding
import TextEncoding

/// The parameters that Razorpay's documentation allows in MainAPI's calls.
enum RazorpayParameters {
    /// Describes each violation in an order.
    static func violations(inOrder body: JSONValue) -> [String] {
        var found = unknown(
            in: body, ["amount", "currency", "receipt", "unique_receipt", "notes", "payment"])
        if (body["amount"]?.integer ?? 0) < 100 { found.append("amount is too small") }
        if body["currency"]?.string?.utf8.count != 3 { found.append("currency is no code") }
        if !(1...40).contains(body["receipt"]?.string?.utf8.count ?? 0) {
            found.append("receipt is too long")
        }
        let options = body["payment"]?["capture_options"]
        let automatic = options?["automatic_expiry_period"]?.integer ?? 0
        let manual = options?["manual_expiry_period"]?.integer ?? 0
        if body["payment"]?["capture"]?.string != "automatic" || automatic < 12
            || manual < automatic
        {
            found.append("capture options are out of range")
        }
        return found + violations(inNotes: body["notes"])
    }

    /// Describes each violation in a refund.
    static func violations(inRefund body: JSONValue, key: String?) -> [String] {
        var found = unknown(in: body, ["amount", "speed", "notes", "receipt"])
        let isKey = key?.utf8.allSatisfy { byte in
            "-_".utf8.contains(byte) || ASCII.isAlphanumeric(byte)
        }
        if isKey != true || (key?.utf8.count ?? 0) < 10 { found.append("no usable key") }
        if (body["amount"]?.integer ?? 0) < 100 { found.append("amount is too small") }
        if !["normal", "optimum"].contains(body["speed"]?.string) { found.append("no speed") }
        return found + violations(inNotes: body["notes"])
    }

    private static func violations(inNotes notes: JSONValue?) -> [String] {
        guard let notes = notes?.object?.members, notes.count <= 15 else {
            return ["too many notes"]
        }
        return notes.filter { ($0.value.string?.utf8.count ?? 257) > 256 }
            .map { "note \($0.name) is too long" }
    }

    private static func unknown(in body: JSONValue, _ allowed: [String]) -> [String] {
        (body.object?.members ?? []).map(\.name).filter { !allowed.contains($0) }
            .map { "\($0) is not known" }
    }
}
