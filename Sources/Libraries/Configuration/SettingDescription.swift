/// One setting as it was declared: a row of `--help` and of the README's table.
package struct SettingDescription: Equatable, Sendable {
    /// Its flag with both dashes, such as `--port`, where it has one.
    package let flag: String?
    /// Its environment variable, such as `PORT`.
    package let variable: String
    /// What values it takes, such as `0–65535`.
    package let form: String
    /// The value when neither is given, in words where it is none to type.
    package let standard: String
    /// What the setting does, in one sentence.
    package let help: String
}

extension [SettingDescription] {
    /// The table that `--help` prints.
    package var table: String {
        var rows = [["FLAG", "VARIABLE", "VALUE", "DEFAULT", "MEANING"]]
        for setting in self {
            let flag = setting.flag ?? ""
            rows.append([flag, setting.variable, setting.form, setting.standard, setting.help])
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
