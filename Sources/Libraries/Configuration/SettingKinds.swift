import TextEncoding

/// The kinds of settings there are.
extension SettingsReader {
    /// Declares a text on one line.
    ///
    /// - Parameter length: How many Unicode scalars it has.
    package mutating func string(
        flag: String? = nil, variable: String, default standard: String,
        length: ClosedRange<Int> = 1...1024, help: String
    ) -> String {
        let setting = SettingDescription(
            flag: flag, variable: variable, form: "text", standard: standard, help: help)
        return value(setting, default: standard) { text throws(Unacceptable) in
            try Self.line(text, length: length)
        }
    }

    /// Declares a text on one line that may be left out.
    ///
    /// - Parameter absent: What happens without it, as the table's default column says.
    package mutating func optionalString(
        flag: String? = nil, variable: String, absent: String = "none",
        length: ClosedRange<Int> = 1...1024, help: String
    ) -> String? {
        let setting = SettingDescription(
            flag: flag, variable: variable, form: "text", standard: absent, help: help)
        return value(setting, default: nil) { text throws(Unacceptable) in
            try Self.line(text, length: length)
        }
    }

    /// Declares an integer in decimal digits.
    package mutating func integer(
        flag: String? = nil, variable: String, default standard: Int, in range: ClosedRange<Int>,
        help: String
    ) -> Int {
        let setting = SettingDescription(
            flag: flag, variable: variable, form: "\(range.lowerBound)–\(range.upperBound)",
            standard: "\(standard)", help: help)
        return value(setting, default: standard) { text throws(Unacceptable) in
            guard let integer = Self.integer(text), range.contains(integer) else {
                throw Unacceptable(
                    instead: "an integer from \(range.lowerBound) to \(range.upperBound)")
            }
            return integer
        }
    }

    /// Declares a switch: its flag alone turns it on, as does the variable with `1`.
    package mutating func boolean(
        flag: String? = nil, variable: String, default standard: Bool = false, help: String
    ) -> Bool {
        let setting = SettingDescription(
            flag: flag, variable: variable, form: "1 or 0", standard: standard ? "on" : "off",
            help: help)
        return value(setting, default: standard, isSwitch: true) { text throws(Unacceptable) in
            switch text {
            case "1", "true", "yes", "on": return true
            case "0", "false", "no", "off": return false
            default: throw Unacceptable(instead: "1 or 0")
            }
        }
    }

    /// Declares a length of time, a whole number with its unit, such as `15m`.
    package mutating func duration(
        flag: String? = nil, variable: String, default standard: Duration,
        in range: ClosedRange<Duration>, help: String
    ) -> Duration {
        let form = "\(DurationText(range.lowerBound))–\(DurationText(range.upperBound))"
        let setting = SettingDescription(
            flag: flag, variable: variable, form: form,
            standard: DurationText(standard).description, help: help)
        return value(setting, default: standard) { text throws(Unacceptable) in
            guard let duration = DurationText(parsing: text)?.duration, range.contains(duration)
            else { throw Unacceptable(instead: "a length of time in \(form), such as 90s or 15m") }
            return duration
        }
    }

    /// Declares the base address of an HTTP service, read without a slash at its end.
    package mutating func url(
        flag: String? = nil, variable: String, default standard: String, help: String
    ) -> String {
        let setting = SettingDescription(
            flag: flag, variable: variable, form: "URL", standard: standard, help: help)
        return value(setting, default: standard) { text throws(Unacceptable) in
            guard let base = BaseURL(text) else {
                throw Unacceptable(instead: "an address such as http://127.0.0.1:5000")
            }
            return base.text
        }
    }

    /// Declares the base address of an HTTP service that may be left out.
    ///
    /// - Parameter absent: What happens without it, as the table's default column says.
    package mutating func optionalURL(
        flag: String? = nil, variable: String, absent: String, help: String
    ) -> String? {
        let setting = SettingDescription(
            flag: flag, variable: variable, form: "URL", standard: absent, help: help)
        return value(setting, default: nil) { text throws(Unacceptable) in
            guard let base = BaseURL(text) else {
                throw Unacceptable(instead: "an address such as https://centre.example.org")
            }
            return base.text
        }
    }

    /// Declares texts separated by commas; blanks around each are dropped.
    ///
    /// - Parameter absent: What the empty list means, as the table's default column says.
    package mutating func list(
        flag: String? = nil, variable: String, default standard: [String] = [],
        absent: String = "none", maximumCount: Int = 64, help: String
    ) -> [String] {
        let setting = SettingDescription(
            flag: flag, variable: variable, form: "a,b,…",
            standard: standard.isEmpty ? absent : standard.joined(separator: ","), help: help)
        return value(setting, default: standard) { text throws(Unacceptable) in
            let items = text.split(separator: ",").map(Self.withoutBlanks)
            guard items.count <= maximumCount else {
                throw Unacceptable(instead: "a list of at most \(maximumCount)")
            }
            return try Self.lines(items)
        }
    }

    /// Declares a choice between words.
    package mutating func choice<Choice: RawRepresentable & CaseIterable>(
        flag: String? = nil, variable: String, default standard: Choice, help: String
    ) -> Choice where Choice.RawValue == String {
        let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        let setting = SettingDescription(
            flag: flag, variable: variable, form: words, standard: standard.rawValue, help: help)
        return value(setting, default: standard) { text throws(Unacceptable) in
            guard let choice = Choice(rawValue: text) else {
                throw Unacceptable(instead: "one of \(words)")
            }
            return choice
        }
    }

    /// Declares a secret, which comes from the environment only: arguments are seen by everybody.
    ///
    /// - Parameters:
    ///   - minimumLength: How many bytes it has at least.
    ///   - absent: What happens without it, as the table's default column says.
    package mutating func secret(
        variable: String, minimumLength: Int = 1, absent: String, help: String
    ) -> Secret? {
        let setting = SettingDescription(
            flag: nil, variable: variable, form: "secret", standard: absent, help: help)
        return value(setting, default: nil, isSecret: true) { text throws(Unacceptable) in
            guard minimumLength...4096 ~= text.utf8.count, !text.utf8.contains(where: { $0 < 32 })
            else {
                throw Unacceptable(
                    instead: "at least \(minimumLength) bytes, on one line (it is not shown here)")
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
    ) throws(Unacceptable) -> String {
        let scalars = text.unicodeScalars
        guard length.contains(scalars.count),
            !scalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            throw Unacceptable(
                instead: "one line of \(length.lowerBound) to \(length.upperBound) characters")
        }
        return text
    }

    private static func withoutBlanks(_ item: Substring) -> String {
        var item = item.drop { $0 == " " }
        while item.last == " " { item.removeLast() }
        return String(item)
    }

    private static func lines(_ texts: [String]) throws(Unacceptable) -> [String] {
        var lines: [String] = []
        for text in texts { lines.append(try line(text, length: 1...1024)) }
        return lines
    }
}
