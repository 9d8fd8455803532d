import BookingDomain

/// A search for events, which also finds them by the word for their kind.
struct EventSearch {
    /// In letters: shorter beginnings are words of too many texts.
    private static let shortestBeginning = 4

    /// The query for words that a text must have; nil if there is none.
    let query: String?
    /// Words that an event's kind or a text must have, as queries for the texts.
    let kinds: [(kind: EventKind, query: String)]

    init(_ search: SearchText) {
        let words = search.words.map { (kind: Self.kind(of: $0.text), word: $0) }
        query = SearchText.query(words.filter { $0.kind == nil }.map(\.word))
        kinds = words.compactMap { kind, word in kind.map { ($0, word.query) } }
    }

    /// The kind whose name, or plural, has this beginning.
    private static func kind(of word: String) -> EventKind? {
        guard word.utf8.count >= shortestBeginning else { return nil }
        let word = word.lowercased()
        return EventKind.allCases.first { "\($0.rawValue)s".utf8.starts(with: word.utf8) }
    }
}
