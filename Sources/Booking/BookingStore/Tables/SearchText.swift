import SQLite

/// A search for the beginnings of words, in any order and in any indexed field.
///
/// Case and accents are ignored, as `unicode61 remove_diacritics 2` ignores them in the index.
package struct SearchText: Equatable, Sendable {
    /// Further words are ignored.
    private static let maximumWords = 8
    /// The number of matches that a search examines for one page. It bounds the cost if other filters
    /// exclude most of them.
    static let maximumCandidates = 10_000

    /// A word as it was written, and its query in the language of FTS5.
    struct Word: Equatable {
        let text: String
        let query: String
    }

    /// Empty if the text has no word that the index can have, so that nothing matches.
    let words: [Word]

    /// The query for texts with all words; nil without a word.
    var query: String? { Self.query(words) }

    /// A search for the words of `text`; nil if it is blank.
    package init?(_ text: String) {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard !words.isEmpty else { return nil }
        self.words = Array(
            words.compactMap { word in
                Self.spellings(word).map { Word(text: String(word), query: $0) }
            }.prefix(Self.maximumWords))
    }

    /// The query for texts with all these words; nil without a word.
    static func query(_ words: [Word]) -> String? {
        words.isEmpty ? nil : words.map(\.query).joined(separator: " AND ")
    }

    /// The word with ß and ss as well; the capitals of ß are SS, and the index knows it as a letter
    /// of its own.
    private static func spellings(_ word: Substring) -> String? {
        guard let phrase = phrase(word) else { return nil }
        let others = [
            word.replacing("ß", with: "ss").replacing("ẞ", with: "SS"),
            word.replacing("ss", with: "ß").replacing("SS", with: "ß"),
        ].compactMap { $0 == word ? nil : Self.phrase($0) }
        return others.isEmpty ? phrase : "(\(phrase) OR \(others.joined(separator: " OR ")))"
    }

    /// A quoted FTS5 string that matches all words with this beginning.
    ///
    /// Nil for a word without a letter or number, which the index does not have. A NUL would end
    /// the query.
    private static func phrase(_ word: Substring) -> String? {
        let scalars = word.unicodeScalars.filter { $0.value >= 0x20 }
        guard scalars.contains(where: isIndexed) else { return nil }
        var phrase = "\""
        for scalar in scalars {
            if scalar == "\"" { phrase += "\"" }
            phrase.unicodeScalars.append(scalar)
        }
        return phrase + "\"*"
    }

    private static func isIndexed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .decimalNumber, .letterNumber, .otherNumber, .privateUse:
            true
        default: false
        }
    }
}
