/// How a viewer turns or mirrors a picture: Exif's tag 0x0112, from 2 to 8 (Exif 2.32 §4.6.4).
///
/// 1, for a picture that is shown as stored, is the default and needs no tag.
struct Orientation: Equatable {
    private static let tag = 0x0112
    /// The type of a number of two bytes.
    private static let short = 3

    private let value: UInt8

    /// Whether the picture is turned by 90° to either side.
    var swapsSides: Bool { value >= 5 }

    /// The orientation in metadata that begins with a TIFF header (TIFF 6.0 §2), or nil.
    ///
    /// Only the entries of the first directory are read, so that no offset leads anywhere else.
    init?(tiff: ArraySlice<UInt8>) {
        guard let value = try? Self.value(in: tiff), 2...8 ~= value else { return nil }
        self.value = UInt8(value)
    }

    /// The orientation in Exif metadata, which begins with `Exif` or with a TIFF header.
    init?(exif: ArraySlice<UInt8>) {
        self.init(tiff: exif.starts(with: "Exif\0".utf8) ? exif.dropFirst(6) : exif)
    }

    private static func value(in tiff: ArraySlice<UInt8>) throws(PictureError) -> Int? {
        let order: ByteReader.ByteOrder
        switch tiff.prefix(4) {
        case [0x49, 0x49, 42, 0]: order = .littleEndian
        case [0x4D, 0x4D, 0, 42]: order = .bigEndian
        default: return nil
        }
        var header = ByteReader(tiff.dropFirst(4), order)
        var directory = ByteReader(tiff.dropFirst(try header.number(bytes: 4)), order)
        let count = try directory.number(bytes: 2)
        for _ in 0..<count {
            let entry = try (
                tag: directory.number(bytes: 2), type: directory.number(bytes: 2),
                count: directory.number(bytes: 4), value: directory.number(bytes: 2)
            )
            _ = try directory.take(2)
            guard entry.tag == tag else { continue }
            return entry.type == short && entry.count == 1 ? entry.value : nil
        }
        return nil
    }

    /// Metadata with the orientation alone: a TIFF header and a directory of one entry.
    var tiff: [UInt8] {
        [0x4D, 0x4D, 0, 42, 0, 0, 0, 8]
            + [0, 1] + [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, value, 0, 0]
            + [0, 0, 0, 0]
    }
}
