/// The names of an object that is being read, to find a second use however many there are.
struct MemberNames {
    private var many: Set<ExactName> = []

    /// Whether the name is new to an object whose members so far all went through here.
    mutating func insert(_ name: String, after object: JSONObject) -> Bool {
        // Nearly all objects are small, and for these a scan beats hashing; a large one would make
        // it quadratic, which a hostile sender would use.
        guard object.members.count >= 16 else { return object.index(of: name) == nil }
        if many.isEmpty { many = Set(object.members.map { ExactName(name: $0.name) }) }
        return many.insert(ExactName(name: name)).inserted
    }

    /// A name that equals only its own bytes.
    private struct ExactName: Hashable {
        let name: String

        static func == (left: ExactName, right: ExactName) -> Bool {
            left.name.hasSameBytes(as: right.name)
        }

        func hash(into hasher: inout Hasher) {
            for byte in name.utf8 { hasher.combine(byte) }
        }
    }
}
