/// The color profile of a JPEG, which its segments hold in parts (ICC.1:2022 §B.4).
struct JPEGProfile {
    private static let identifier = Array("ICC_PROFILE\0".utf8)
    private static let headerSize = identifier.count + 2

    private var parts: [UInt8: ArraySlice<UInt8>] = [:]
    private var count: UInt8?
    private var isConsistent = true

    /// Stores a part if the segment is one: its number from 1, the number of parts, its bytes.
    mutating func add(_ payload: ArraySlice<UInt8>) {
        guard payload.starts(with: Self.identifier), payload.count >= Self.headerSize else {
            return
        }
        let header = payload.prefix(Self.headerSize).suffix(2)
        let number = header[header.startIndex]
        let total = header[header.startIndex + 1]
        isConsistent =
            isConsistent && 1...max(total, 1) ~= number && count ?? total == total
            && parts.updateValue(payload, forKey: number) == nil
        count = total
    }

    /// The segments in order; none if a part is missing or repeated, as decoders do.
    var segments: [UInt8] {
        guard let count, isConsistent, parts.count == count else { return [] }
        return parts.sorted { $0.key < $1.key }.flatMap {
            JPEGMarker.segment(JPEGMarker.profile, $0.value)
        }
    }
}
