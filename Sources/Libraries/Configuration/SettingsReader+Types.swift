import HTTP
import TextEncoding

/// The types of settings.
///
/// `defaultText` describes, in the table's default column, the behavior without a value.
extension SettingsReader {
    /// Declares a text on one line.
    ///
    /// - Parameter length: In Unicode scalars.
    package mutating func string(
        flag: String? = nil, variable: String, default defaultValue: String,
        length: ClosedRange<Int> = 1...1024, help: String
    ) -> String {
        optionalString(
            flag: flag, variable: variable, defaultText: defaultValue, length: length, help: help)
            ?? defaultValue
    }

    /// Declares an optional text on one line.
    package mutating func optionalString(
        flag: String? = nil, variable: String, defaultText: String = "none",
        length: ClosedRange<Int> = 1...1024, help: String
    ) -> String? {
        let setting = SettingDescription(
            flag: flag, variable: variable, allowedValues: "text", defaultText: defaultText,
            help: help)
        return value(setting, default: nil) { text throws(InvalidValue) in
            try Self.line(text, length: length)
        }
    }

    /// Declares an integer in decimal digits.
    package mutating func integer(
        flag: String? = nil, variable: String, default defaultValue: Int,
        in range: ClosedRange<Int>,
        help: String
    ) -> Int {
        let setting = SettingDescription(
            flag: flag, variable: variable,
            allowedValues: "\(range.lowerBound)–\(range.upperBound)",
            defaultText: "\(defaultValue)", help: help)
        return value(setting, default: defaultValue) { text throws(InvalidValue) in
            guard let integer = Self.integer(text), range.contains(integer) else {
                throw InvalidValue(
                    expected: "an integer from \(range.lowerBound) to \(range.upperBound)")
            }
            return integer
        }
    }

    /// Declares a switch, which the flag alone or the variable with `1` turns on.
    package mutating func boolean(
        flag: String? = nil, variable: String, default defaultValue: Bool = false, help: String
    ) -> Bool {
        let setting = SettingDescription(
            flag: flag, variable: variable, allowedValues: "1 or 0",
            defaultText: defaultValue ? "on" : "off",
            help: help)
        return value(setting, default: defaultValue, isSwitch: true) { text throws(InvalidValue) in
            switch text {
            case "1", "true", "yes", "on": return true
            case "0", "false", "no", "off": return false
            default: throw InvalidValue(expected: "1 or 0")
            }
        }
    }

    /// Declares a duration: a whole number with its unit, such as `15m`.
    package mutating func duration(
        flag: String? = nil, variable: String, default defaultValue: Duration,
        in range: ClosedRange<Duration>, help: String
    ) -> Duration {
        let limits = "\(DurationText(range.lowerBound))–\(DurationText(range.upperBound))"
        let setting = SettingDescription(
            flag: flag, variable: variable, allowedValues: limits,
            defaultText: DurationText(defaultValue).description, help: help)
        return value(setting, default: defaultValue) { text throws(InvalidValue) in
            guard let duration = DurationText(parsing: text)?.duration, range.contains(duration)
            else { throw InvalidValue(expected: "a duration in \(limits), such as 90s or 15m") }
            return duration
        }
    }

    /// Declares the base address of an HTTP service; a slash at its end is dropped.
    package mutating func url(
        variable: String, default defaultValue: String, help: String
    ) -> String {
        optionalURL(variable: variable, defaultText: defaultValue, help: help) ?? defaultValue
    }

    /// Declares an optional base address of an HTTP service; a slash at its end is dropped.
    package mutating func optionalURL(
        variable: String, defaultText: String, help: String
    ) -> String? {
        let setting = SettingDescription(
            flag: nil, variable: variable, allowedValues: "URL", defaultText: defaultText,
            help: help)
        return value(setting, default: nil) { text throws(InvalidValue) in
            guard let base = BaseURL(text) else {
                throw InvalidValue(expected: "an address such as http://127.0.0.1:5000")
            }
            return base.text
        }
    }

    /// Declares texts separated by commas; spaces around each are dropped.
    package mutating func list(
        variable: String, defaultText: String = "none", maximumCount: Int = 64, help: String
    ) -> [String] {
        let setting = SettingDescription(
            flag: nil, variable: variable, allowedValues: "a,b,…", defaultText: defaultText,
            help: help)
        return value(setting, default: []) { text throws(InvalidValue) in
            let items = text.split(separator: ",")
            guard items.count <= maximumCount else {
                throw InvalidValue(expected: "a list of at most \(maximumCount)")
            }
            var lines: [String] = []
            for item in items {
                lines.append(try Self.line(Self.trimmingSpaces(item), length: 1...1024))
            }
            return lines
        }
    }

    /// Declares a choice between words.
    package mutating func choice<Choice: RawRepresentable & CaseIterable>(
        variable: String, default defaultValue: Choice, help: String
    ) -> Choice where Choice.RawValue == String {
        let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        let setting = SettingDescription(
            flag: nil, variable: variable, allowedValues: words,
            defaultText: defaultValue.rawValue, help: help)
        return value(setting, default: defaultValue) { text throws(InvalidValue) in
            guard let choice = Choice(rawValue: text) else {
                throw InvalidValue(expected: "one of \(words)")
            }
            return choice
        }
    }

    /// Declares a secret. It has no flag, because every user of the system can see arguments.
    ///
    /// - Parameter minimumLength: In bytes.
    package mutating func secret(
        variable: String, minimumLength: Int = 1, defaultText: String, help: String
    ) -> Secret? {
        let setting = SettingDescription(
            flag: nil, variable: variable, allowedValues: "secret", defaultText: defaultText,
            help: help)
        return value(setting, default: nil, isSecret: true) { text throws(InvalidValue) in
            guard minimumLength...4096 ~= text.utf8.count, !text.utf8.contains(where: { $0 < 32 })
            else {
                throw InvalidValue(
                    expected: "at least \(minimumLength) bytes, on one line (it is not shown here)")
            }
            return Secret(text)
        }
    }

    private static func integer(_ text: String) -> Int? {
        guard text.hasPrefix("-") else { return Int(digits: text.utf8) }
        return Int(digits: text.utf8.dropFirst()).map { -$0 }
    }

    private static func line(
        _ text: String, length: ClosedRange<Int>
    ) throws(InvalidValue) -> String {
        let scalars = text.unicodeScalars
        guard length.contains(scalars.count),
            !scalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            throw InvalidValue(
                expected: "one line of \(length.lowerBound) to \(length.upperBound) characters")
        }
        return text
    }

    private static func trimmingSpaces(_ item: Substring) -> String {
        var item = item.drop { $0 == " " }
        while item.last == " " { item.removeLast() }
        return String(item)
    }
}
