/// The text of an ``SQL`` as a list of literals and placeholders: the key of the statement cache.
///
/// A literal is identified by its address and not by its characters. So a lookup takes a few
/// comparisons for SQL of any length. The same text in two places makes two cached statements.
struct SQLTemplate: Sendable {
    enum Fragment: Sendable {
        case literal(StaticString)
        case placeholder
    }

    private var fragments: [Fragment] = []
    private var identity: UInt = 0

    /// The statement's text with a `?` for each bound value.
    var text: String {
        var text = ""
        for fragment in fragments {
            switch fragment {
            case .literal(let literal): text += literal.description
            case .placeholder: text += "?"
            }
        }
        return text
    }

    mutating func reserveCapacity(_ count: Int) {
        fragments.reserveCapacity(count)
    }

    mutating func append(_ literal: StaticString) {
        guard literal.utf8CodeUnitCount > 0 else { return }
        mix(UInt(bitPattern: literal.utf8Start))
        fragments.append(.literal(literal))
    }

    mutating func appendPlaceholder() {
        mix(1)
        fragments.append(.placeholder)
    }

    mutating func append(_ other: SQLTemplate) {
        mix(other.identity)
        fragments.append(contentsOf: other.fragments)
    }

    private mutating func mix(_ part: UInt) {
        identity = (identity ^ part) &* 0x9e37_79b9_7f4a_7c15
    }
}

extension SQLTemplate: Hashable {
    func hash(into hasher: inout Hasher) {
        hasher.combine(identity)
    }

    static func == (left: SQLTemplate, right: SQLTemplate) -> Bool {
        left.identity == right.identity && left.fragments == right.fragments
    }
}

extension SQLTemplate.Fragment: Equatable {
    /// Compares the length too, as the linker may merge a literal into the tail of another.
    static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.literal(let left), .literal(let right)):
            left.utf8Start == right.utf8Start && left.utf8CodeUnitCount == right.utf8CodeUnitCount
        case (.placeholder, .placeholder): true
        case (.literal, .placeholder), (.placeholder, .literal): false
        }
    }
}
