/// Reads a program's settings from its arguments and environment, each declared by one call.
///
///     var settings = SettingsReader(arguments: arguments, environment: environment)
///     let port = settings.integer(
///         flag: "--port", variable: "PORT", default: 5000, in: 0...65535,
///         help: "The port to listen on; 0 picks a free one.")
///     if settings.wantsHelp { … }
///     try settings.finish()
///
/// A flag overrides its variable, and an empty variable counts as unset. An invalid setting reads as
/// its default, so that ``finish()`` can report all errors at once.
package struct SettingsReader {
    /// Whether `--help` or `-h` was given.
    package let wantsHelp: Bool
    /// In the order of the declarations.
    package private(set) var declared: [SettingDescription] = []
    private var arguments: Arguments
    private let environment: [String: String]
    private var errors: [String] = []

    /// - Parameter arguments: The arguments without the program's name.
    package init(arguments: [String], environment: [String: String]) {
        var arguments = Arguments(arguments)
        let help = ["--help", "-h"].flatMap { arguments.remove($0, takesValue: false) }
        wantsHelp = !help.isEmpty
        self.arguments = arguments
        self.environment = environment
    }

    /// Removes and returns the words that do not belong to a flag, such as `facilitator add`; if
    /// they stay, they are errors.
    ///
    /// Must be called after all declarations, which remove the values of flags.
    package mutating func command() -> [String] {
        arguments.removeWords()
    }

    /// Adds an error, such as two settings that exclude each other.
    ///
    /// - Parameter message: A sentence that names the setting and says what to do.
    package mutating func reject(_ message: String) {
        errors.append(message)
    }

    /// Ends the reading after all declarations.
    ///
    /// - Throws: ``SettingsError`` with all errors, including undeclared flags.
    package func finish() throws(SettingsError) {
        let messages = errors + arguments.errors
        guard messages.isEmpty else { throw SettingsError(messages: messages) }
    }

    /// Declares a setting; the declarations of each type use this one.
    mutating func value<Value>(
        _ setting: SettingDescription, default defaultValue: Value, isSwitch: Bool = false,
        isSecret: Bool = false, parse: (String) throws(InvalidValue) -> Value
    ) -> Value {
        declared.append(setting)
        guard let (source, text) = text(of: setting, isSwitch: isSwitch) else {
            return defaultValue
        }
        do throws(InvalidValue) {
            return try parse(text)
        } catch {
            let shown = isSecret ? "" : " is \(Quoted(text)), but"
            errors.append("\(source)\(shown) must be \(error.expected)")
            return defaultValue
        }
    }

    /// The flag or variable that sets the setting, and its text.
    private mutating func text(
        of setting: SettingDescription, isSwitch: Bool
    ) -> (source: String, text: String)? {
        if let flag = setting.flag {
            let values = arguments.remove(flag, takesValue: !isSwitch)
            if values.count > 1 { errors.append("\(flag) is given \(values.count) times") }
            switch values.last {
            case .text(let text): return (flag, text)
            case .missing where isSwitch: return (flag, "1")
            case .missing:
                errors.append("\(flag) needs a value: \(setting.allowedValues)")
                return nil
            case nil: break
            }
        }
        guard let text = environment[setting.variable], !text.isEmpty else { return nil }
        return (setting.variable, text)
    }
}

/// A text that is not a value of its setting.
struct InvalidValue: Error {
    /// Such as "an integer from 1 to 200".
    let expected: String
}
