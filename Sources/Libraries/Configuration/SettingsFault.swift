/// Everything that is wrong with the settings a program was started with.
package struct SettingsFault: Error, Equatable, CustomStringConvertible {
    /// One sentence for each fault, in the order the settings were declared. Safe to show: the
    /// values of secrets are not in them.
    package let faults: [String]

    package var description: String { faults.joined(separator: "\n") }
}
