import TextEncoding

/// The members of a JSON object in their order, with distinct names.
///
/// Names are compared by their bytes (RFC 8259 §8.3), not by Swift's canonical equivalence. With
/// the latter, two spellings of `"é"` would be one name here and two in other programs.
package struct JSONObject: Equatable, Sendable {
    /// A name with its value.
    package struct Member: Equatable, Sendable {
        package let name: String
        package fileprivate(set) var value: JSONValue
    }

    package private(set) var members: [Member] = []

    package init() {}

    /// The member's value; nil when there is none. Setting nil removes the member.
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

    /// Adds a member; the caller has checked that the name is new.
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

/// Finds duplicate names while an object is parsed.
struct DuplicateNameCheck {
    /// As bytes, because hashing a string normalizes it.
    private var names: Set<[UInt8]> = []

    /// False for a name that one of the object's members has.
    ///
    /// All members of the object must have been checked here.
    mutating func insert(_ name: String, after object: JSONObject) -> Bool {
        // A scan is faster than hashing for small objects, which most are. For a large one it would
        // be quadratic, which an attacker could use.
        guard object.members.count >= 16 else { return object.index(of: name) == nil }
        if names.isEmpty { names = Set(object.members.map { Array($0.name.utf8) }) }
        return names.insert(Array(name.utf8)).inserted
    }
}
