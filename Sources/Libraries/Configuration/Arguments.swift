/// The words a program was started with, taken up one by one as settings are declared.
struct Arguments {
    private var words: [String]

    /// The words of a command line, none of them taken up yet.
    ///
    /// - Parameter words: The arguments without the program's name.
    init(_ words: [String]) {
        self.words = words
    }

    /// What was given for a flag.
    enum Value: Equatable {
        /// `--flag value` or `--flag=value`.
        case text(String)
        /// `--flag` alone.
        case missing
    }

    /// Takes what no flag has taken up and is none: a subcommand and what belongs to it.
    mutating func takeWords() -> [String] {
        defer { words.removeAll { !$0.hasPrefix("-") } }
        return words.filter { !$0.hasPrefix("-") }
    }

    /// Takes a flag each time it occurs; it has a value of its own only if `takesValue`.
    ///
    /// A value that looks like a flag must be joined by `=`, so a forgotten value is noticed.
    mutating func take(_ flag: String, takesValue: Bool) -> [Value] {
        var values: [Value] = []
        var rest: [String] = []
        var index = words.startIndex
        while index < words.endIndex {
            let word = words[index]
            index += 1
            if word.hasPrefix(flag + "=") {
                values.append(.text(String(word.dropFirst(flag.count + 1))))
            } else if word != flag {
                rest.append(word)
            } else if takesValue, index < words.endIndex, !words[index].hasPrefix("--") {
                values.append(.text(words[index]))
                index += 1
            } else {
                values.append(.missing)
            }
        }
        words = rest
        return values
    }

    /// A sentence for every word that no declaration took up.
    var faults: [String] {
        words.map { word in
            let name = word.prefix { $0 != "=" }
            return word.hasPrefix("-")
                ? "\(Quoted(name)) is not a flag of this program"
                : "\(Quoted(word)) is one argument too many"
        }
    }
}
