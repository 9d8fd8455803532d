/// The members of a JSON object, in the order they were written, each name once.
///
/// Names are told apart by their bytes, as RFC 8259 §8.3 has it, not by Swift's canonical
/// equivalence; otherwise `"é"` spelled in two ways would be one name here and two elsewhere.
package struct JSONObject: Equatable, Sendable {
    /// A name with its value.
    package struct Member: Equatable, Sendable {
        /// The name, unlike all others in its object.
        package let name: String
        /// What stands behind the name.
        package fileprivate(set) var value: JSONValue
    }

    /// The members in their order.
    package private(set) var members: [Member] = []

    /// An object without members.
    package init() {}

    /// The value of the member of that name, or nil when there is none; setting nil removes it.
    package subscript(name: String) -> JSONValue? {
        get {
            index(of: name).map { members[$0].value }
        }
        set {
            switch (index(of: name), newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): append(name, value)
            case (nil, nil): break
            }
        }
    }

    /// Adds a member of a name that is known to be new.
    mutating func append(_ name: String, _ value: JSONValue) {
        if members.isEmpty { members.reserveCapacity(8) }
        members.append(Member(name: name, value: value))
    }

    func index(of name: String) -> Int? {
        members.firstIndex { $0.name.hasSameBytes(as: name) }
    }
}

extension JSONObject: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            for member in members { json.member(named: member.name, member.value) }
        }
    }
}

extension String {
    func hasSameBytes(as other: String) -> Bool {
        // Equality is quick and rules out nearly all; only equivalents are left for the second.
        guard self == other else { return false }
        let (bytes, others) = (utf8.span, other.utf8.span)
        return bytes.count == others.count
            && bytes.indices.allSatisfy { bytes[$0] == others[$0] }
    }
}
