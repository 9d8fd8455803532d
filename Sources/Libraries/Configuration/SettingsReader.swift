/// Reads a program's settings from its arguments and environment, each declared by one call.
///
///     var settings = SettingsReader(arguments: arguments, environment: environment)
///     let port = settings.integer(
///         flag: "--port", variable: "PORT", default: 5000, in: 0...65535,
///         help: "The port to listen on; 0 picks a free one.")
///     if settings.wantsHelp { … }
///     try settings.finish()
///
/// A flag beats its variable, and an empty variable counts as unset. A faulty setting reads as its
/// default, so that reading goes on and ``finish()`` can name every fault at once.
package struct SettingsReader {
    /// Whether `--help` or `-h` was given.
    package let wantsHelp: Bool
    /// Every setting declared so far, in order.
    package private(set) var declared: [SettingDescription] = []
    private var arguments: Arguments
    private let environment: [String: String]
    private var faults: [String] = []

    /// Begins reading.
    ///
    /// - Parameters:
    ///   - arguments: The arguments without the program's name.
    ///   - environment: The environment's variables.
    package init(arguments: [String], environment: [String: String]) {
        var arguments = Arguments(arguments)
        let help = ["--help", "-h"].flatMap { arguments.take($0, takesValue: false) }
        wantsHelp = !help.isEmpty
        self.arguments = arguments
        self.environment = environment
    }

    /// Takes the words that belong to no flag, such as `facilitator add`; otherwise they are faults.
    ///
    /// To be called after every setting has been read, as only then it is known what flags take up.
    package mutating func command() -> [String] {
        arguments.takeWords()
    }

    /// Adds a fault of the caller's own, such as two settings that do not go together.
    ///
    /// - Parameter fault: A whole sentence that names the setting and says what to do.
    package mutating func reject(_ fault: String) {
        faults.append(fault)
    }

    /// Ends the reading, when every setting has been declared.
    ///
    /// - Throws: ``SettingsFault`` with every fault found, flags that nothing declared among them.
    package func finish() throws(SettingsFault) {
        let all = faults + arguments.faults
        guard all.isEmpty else { throw SettingsFault(faults: all) }
    }

    /// Reads one setting by a rule of its own; the other declarations are built on this one.
    ///
    /// - Parameter parse: Makes a value of the text, or throws what would be acceptable instead.
    mutating func value<Value>(
        _ setting: SettingDescription, default standard: Value, isSwitch: Bool = false,
        isSecret: Bool = false, parse: (String) throws(Unacceptable) -> Value
    ) -> Value {
        declared.append(setting)
        guard let (source, text) = text(of: setting, isSwitch: isSwitch) else { return standard }
        do throws(Unacceptable) {
            return try parse(text)
        } catch {
            let shown = isSecret ? "" : " is \(Quoted(text)), but"
            faults.append("\(source)\(shown) must be \(error.instead)")
            return standard
        }
    }

    /// Where a setting was given and as what, if it was.
    private mutating func text(
        of setting: SettingDescription, isSwitch: Bool
    ) -> (source: String, text: String)? {
        if let flag = setting.flag {
            let values = arguments.take(flag, takesValue: !isSwitch)
            if values.count > 1 { faults.append("\(flag) is given \(values.count) times") }
            switch values.last {
            case .text(let text): return (flag, text)
            case .missing where isSwitch: return (flag, "1")
            case .missing:
                faults.append("\(flag) needs a value: \(setting.form)")
                return nil
            case nil: break
            }
        }
        guard let text = environment[setting.variable], !text.isEmpty else { return nil }
        return (setting.variable, text)
    }
}

/// A text is no value of a setting.
struct Unacceptable: Error {
    /// What it must be instead, such as "an integer from 1 to 200".
    let instead: String
}
