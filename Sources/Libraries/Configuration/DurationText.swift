import TextEncoding

/// A duration as people type it: a whole number with its unit, such as `500ms` or `15m`.
struct DurationText: CustomStringConvertible {
    let duration: Duration

    private static let units: [(name: String, milliseconds: Int)] = [
        ("ms", 1), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000),
    ]

    init(_ duration: Duration) {
        self.duration = duration
    }

    /// Nil for an unknown unit and for a number that overflows.
    init?(parsing text: String) {
        guard let unit = Self.units.first(where: { text.hasSuffix($0.name) }),
            let count = Int(digits: text.dropLast(unit.name.count).utf8)
        else { return nil }
        let (milliseconds, overflows) = count.multipliedReportingOverflow(by: unit.milliseconds)
        guard !overflows else { return nil }
        duration = .milliseconds(milliseconds)
    }

    /// The text in the largest unit that divides the duration.
    var description: String {
        let milliseconds = Int(duration / .milliseconds(1))
        let unit = Self.units.dropFirst().first { milliseconds % $0.milliseconds == 0 }
        guard milliseconds != 0, let unit else {
            return milliseconds == 0 ? "0s" : "\(milliseconds)ms"
        }
        return "\(milliseconds / unit.milliseconds)\(unit.name)"
    }
}
