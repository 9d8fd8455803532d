/// The name that stands before a value in an object, or none before an element of an array.
struct MemberName {
    static var none: MemberName { MemberName() }

    private let text: UnsafeBufferPointer<UInt8>

    private init() {
        text = UnsafeBufferPointer(start: nil, count: 0)
    }

    init(_ name: StaticString) {
        text = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        assert(!text.contains(where: JSONEscape.isNeeded), "such a name is for member(named:)")
    }

    var length: Int { text.count }

    @inline(__always)
    func write(to room: inout JSONBuffer) {
        guard text.baseAddress != nil else { return }
        room.append(quoted: text)
        room.append(UInt8(ascii: ":"))
    }
}
