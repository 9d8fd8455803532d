/// The names an object has used so far, to find a second use in constant time however many.
struct MemberNames {
    private var few: [String] = []
    private var many: Set<ExactName> = []

    /// Adds a name and tells whether it was new.
    mutating func insert(_ name: String) -> Bool {
        guard many.isEmpty else { return many.insert(ExactName(name: name)).inserted }
        guard !few.contains(where: { $0.hasSameBytes(as: name) }) else { return false }
        few.append(name)
        // Nearly all objects are small, and for these a scan beats hashing; a large one would make
        // it quadratic, which a hostile sender would use.
        if few.count == 16 { many = Set(few.map(ExactName.init)) }
        return true
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
