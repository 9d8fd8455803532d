/// Reads a program's settings from its arguments and environment, each declared by one call.
///
///     var settings = SettingsReader(arguments: arguments, environment: environment)
///     let port = settings.integer(
///         flag: "--port", variable: "PORT", default: 5000, in: 0...65535,
///         help: "The port to listen on; 0 picks a free one.")
///     if settings.wantsHelp { … }
///     try settings.finish()
///
/// A flag overrides its variable, and an empty variable counts as unset. A variable in the file of
/// ``readFile(flag:variable:help:)`` overrides one of the environment. An invalid setting reads as
/// its default, so that ``finish()`` can report all errors at once.
package struct SettingsReader {
    /// Whether `--help` or `-h` was given.
    package let wantsHelp: Bool
    /// Whether `--version` was given.
    package let wantsVersion: Bool
    /// In the order of the declarations.
    package private(set) var declared: [SettingDescription] = []
    private var arguments: Arguments
    private let environment: [String: String]
    private var file: EnvironmentFile?
    private var errors: [String] = []
    /// The flag or variable of the latest declared setting; nil if it has its default value.
    package private(set) var latestSource: String?

    /// - Parameter arguments: The arguments without the program's name.
    package init(arguments: [String], environment: [String: String]) {
        var arguments = Arguments(arguments)
        let help = ["--help", "-h"].flatMap { arguments.remove($0, takesValue: false) }
        wantsHelp = !help.isEmpty
        wantsVersion = !arguments.remove("--version", takesValue: false).isEmpty
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

    /// Declares the setting that names a file of variables; must be called before the declarations of
    /// the settings in it.
    package mutating func readFile(flag: String, variable: String, help: String) {
        let path = optionalString(flag: flag, variable: variable, help: help)
        guard let path else { return }
        do throws(EnvironmentFile.Invalid) {
            file = try EnvironmentFile(path: path)
        } catch {
            errors += error.messages
        }
    }

    /// Declares a setting; the declarations of each type use this one.
    mutating func value<Value>(
        _ setting: SettingDescription, default defaultValue: Value, isSwitch: Bool = false,
        isSecret: Bool = false, parse: (String) throws(InvalidValue) -> Value
    ) -> Value {
        declared.append(setting)
        latestSource = nil
        guard let (source, text) = text(of: setting, isSwitch: isSwitch) else {
            return defaultValue
        }
        latestSource = source
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
        if let file, let text = file.values[setting.variable], !text.isEmpty {
            return ("\(setting.variable) in \(file.path)", text)
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
