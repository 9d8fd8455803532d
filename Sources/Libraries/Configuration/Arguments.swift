/// A program's arguments; each declared setting removes its own.
struct Arguments {
    private var words: [String]

    /// - Parameter words: The arguments without the program's name.
    init(_ words: [String]) {
        self.words = words
    }

    /// The value that was given with a flag.
    enum Value: Equatable {
        /// `--flag value` or `--flag=value`.
        case text(String)
        /// `--flag` alone.
        case missing
    }

    /// Removes the words that do not belong to a flag, such as a subcommand.
    mutating func removeWords() -> [String] {
        defer { words.removeAll { !$0.hasPrefix("-") } }
        return words.filter { !$0.hasPrefix("-") }
    }

    /// Removes every occurrence of a flag, with the word behind it if `takesValue`.
    ///
    /// A value that looks like a flag must be joined by `=`, so that a forgotten value is noticed.
    mutating func remove(_ flag: String, takesValue: Bool) -> [Value] {
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

    /// A sentence for every word that was not removed.
    var errors: [String] {
        words.map { word in
            let name = word.prefix { $0 != "=" }
            return word.hasPrefix("-")
                ? "\(Quoted(name)) is not a flag of this program"
                : "\(Quoted(word)) is an unexpected argument"
        }
    }
}
