/// A value of a metric.
struct Sample: Sendable {
    /// Appended to the family's name, such as `_bucket`.
    var suffix = ""
    /// The bucket's upper bound, for the label `le`.
    var bound: Double?
    let value: Double

    init(_ value: Double, suffix: String = "", bound: Double? = nil) {
        self.suffix = suffix
        self.bound = bound
        self.value = value
    }
}

/// Prometheus's text format, version 0.0.4.
enum PrometheusText {
    static func line(
        _ name: String, _ labels: [(name: String, value: String)], _ sample: Sample
    ) -> String {
        let bound = sample.bound.map { [(name: "le", value: number($0))] } ?? []
        let pairs = (labels + bound).map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }
        let list = pairs.isEmpty ? "" : "{" + pairs.joined(separator: ",") + "}"
        return "\(name)\(sample.suffix)\(list) \(number(sample.value))\n"
    }

    /// Escapes the backslash and the line feed, and in a label's value the quotation mark too.
    static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\".unicodeScalars
            case "\n": escaped += "\\n".unicodeScalars
            case "\"" where quotes: escaped += "\\\"".unicodeScalars
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return Int64(exactly: value).map(String.init) ?? value.description
    }
}
