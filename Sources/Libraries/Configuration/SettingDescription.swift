/// A declared setting: a row of `--help` and of the table in Diagram/OPERATING.md.
package struct SettingDescription: Equatable, Sendable {
    /// Such as `--port`; nil if only the variable sets it.
    package let flag: String?
    /// The environment variable, such as `PORT`.
    package let variable: String
    /// Such as `0–65535`.
    package let allowedValues: String
    /// The default value, or a description of the behavior without a value.
    package let defaultText: String
    /// One sentence.
    package let help: String
}

extension [SettingDescription] {
    /// The table that `--help` prints.
    package var table: String {
        var rows = [["FLAG", "VARIABLE", "VALUE", "DEFAULT", "MEANING"]]
        for setting in self {
            let flag = setting.flag ?? ""
            rows.append([
                flag, setting.variable, setting.allowedValues, setting.defaultText, setting.help,
            ])
        }
        let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            return (cells + row.suffix(1)).joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
