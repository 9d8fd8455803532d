import CZlib

/// A text of the metadata in the tests' pictures.
let planted = Array("PLANTED <script>alert(1)</script>".utf8)

/// The Exif metadata of a camera: a TIFF header, an orientation, a link to a place, a text.
func exif(orientation: UInt16, isBigEndian: Bool = true) -> [UInt8] {
    func number<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
        isBigEndian ? bigEndian(value) : bigEndian(value).reversed()
    }
    func entry(_ tag: UInt16, _ type: UInt16, _ count: UInt32, _ value: [UInt8]) -> [UInt8] {
        number(tag) + number(type) + number(count) + value
    }
    let textOffset: UInt32 = 8 + 2 + 3 * 12 + 4
    return (isBigEndian ? Array("MM".utf8) : Array("II".utf8)) + number(UInt16(42))
        + number(UInt32(8)) + number(UInt16(3))
        + entry(0x010E, 2, UInt32(planted.count), number(textOffset))
        + entry(0x0112, 3, 1, number(orientation) + [0, 0])
        // The directory of GPS is the first one: a reader that follows it does not end.
        + entry(0x8825, 4, 1, number(UInt32(8)))
        + number(UInt32(8)) + planted
}

/// The number's bytes, the highest first.
func bigEndian<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
}

/// The bytes in place of a color profile, which the module does not read.
let profile = [UInt8](0..<200)

/// The parts of JPEGs that the tests make.
enum JPEG {
    static let start: [UInt8] = [0xFF, 0xD8]
    static let end: [UInt8] = [0xFF, 0xD9]
    static let jfif = segment(
        0xE0, "JFIF\0".utf8 + [1, 1, 0, 0, 72, 0, 72, 1, 1, 0x50, 0x4C, 0x41])
    static let adobe = segment(0xEE, "Adobe".utf8 + [0, 101, 1, 2, 3, 4, 2] + planted)
    static let tables =
        segment(0xDB, [0] + (1...64))
        + segment(0xC4, [0, 1] + [UInt8](repeating: 0, count: 15) + [0])
    static let comment = segment(0xFE, planted)
    static let scan =
        segment(0xDA, [1, 1, 0, 0, 63, 0]) + [0x12, 0xFF, 0x00, 0xFF, 0xD0, 0x34, 0xFF, 0xD1, 0x56]

    static func segment(_ marker: UInt8, _ payload: some Collection<UInt8>) -> [UInt8] {
        [0xFF, marker] + bigEndian(UInt16(payload.count + 2)) + payload
    }

    static func frame(_ marker: UInt8 = 0xC0, width: UInt16 = 24, height: UInt16 = 16) -> [UInt8] {
        segment(marker, [8] + bigEndian(height) + bigEndian(width) + [1, 1, 0x11, 0])
    }

    static func exifSegment(_ orientation: UInt16, isBigEndian: Bool = true) -> [UInt8] {
        segment(0xE1, "Exif\0\0".utf8 + exif(orientation: orientation, isBigEndian: isBigEndian))
    }

    static func profileSegment(_ number: UInt8, of count: UInt8, _ bytes: some Collection<UInt8>)
        -> [UInt8]
    {
        segment(0xE2, "ICC_PROFILE\0".utf8 + [number, count] + bytes)
    }

    /// A picture of one scan, with segments before its tables.
    static func picture(_ segments: [UInt8] = []) -> [UInt8] {
        start + segments + tables + frame() + scan + end
    }

    /// The markers in order; the data of scans is a part of its segment.
    static func markers(_ bytes: [UInt8]) -> [UInt8] {
        var markers: [UInt8] = []
        var index = 2
        while bytes[index + 1] != 0xD9 {
            markers.append(bytes[index + 1])
            let isScan = bytes[index + 1] == 0xDA
            index += 2 + Int(bytes[index + 2]) << 8 + Int(bytes[index + 3])
            while isScan,
                bytes[index] != 0xFF || bytes[index + 1] & 0xF8 == 0xD0
                    || bytes[index + 1] == 0
            {
                index += 1
            }
        }
        return markers
    }
}

/// The parts of PNGs that the tests make.
enum PNG {
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10]
    static let text = chunk("tEXt", "Comment\0".utf8 + planted)
    static let pixels = chunk("IDAT", [0x78, 0x9C, 0x63, 0x00, 0x00, 0x00, 0x01, 0x00, 0x01])
    static let end = chunk("IEND", [])

    static func chunk(_ code: String, _ payload: some Collection<UInt8>) -> [UInt8] {
        let checked = Array(code.utf8) + payload
        let checksum = checked.withUnsafeBytes { bytes in
            bytes.baseAddress.map { Gzip.crc32(of: $0, count: bytes.count) } ?? 0
        }
        return bigEndian(UInt32(payload.count)) + checked + bigEndian(checksum)
    }

    static func header(
        width: UInt32 = 24, height: UInt32 = 16, depth: UInt8 = 8, colors: UInt8 = 2
    ) -> [UInt8] {
        chunk("IHDR", bigEndian(width) + bigEndian(height) + [depth, colors, 0, 0, 0])
    }

    /// A picture of one chunk of pixels, with chunks before and behind it.
    static func picture(_ before: [UInt8] = [], behind: [UInt8] = []) -> [UInt8] {
        signature + header() + before + pixels + behind + end
    }

    static func codes(_ bytes: [UInt8]) -> [String] {
        var codes: [String] = []
        var index = 8
        while index < bytes.count {
            codes.append(String(decoding: bytes[index + 4..<index + 8], as: UTF8.self))
            index += 12 + bytes[index..<index + 4].reduce(0) { $0 << 8 | Int($1) }
        }
        return codes
    }
}

/// The parts of WebPs that the tests make.
enum WebP {
    /// A key frame of 24 × 16 pixels.
    static let lossy = chunk(
        "VP8 ", [0x30, 0x01, 0x00, 0x9D, 0x01, 0x2A, 24, 0, 16, 0] + (0..<11))
    /// 24 × 16 pixels with alpha.
    static let lossless = chunk("VP8L", [0x2F, 23, 0xC0, 0x03, 0x10, 1, 2, 3])
    static let alpha = chunk("ALPH", [1, 2, 3, 4])
    static let xmp = chunk("XMP ", planted)
    static let profileChunk = chunk("ICCP", profile)

    static func chunk(_ code: String, _ payload: some Collection<UInt8>) -> [UInt8] {
        code.utf8 + bigEndian(UInt32(payload.count)).reversed() + payload
            + [UInt8](repeating: 0, count: payload.count % 2)
    }

    static func header(_ flags: UInt8, width: UInt32 = 24, height: UInt32 = 16) -> [UInt8] {
        let sides = [width, height].flatMap { bigEndian($0 - 1).reversed().prefix(3) }
        return chunk("VP8X", [flags, 0, 0, 0] + sides)
    }

    static func exifChunk(_ orientation: UInt16) -> [UInt8] {
        chunk("EXIF", exif(orientation: orientation, isBigEndian: false))
    }

    static func picture(_ chunks: [UInt8]) -> [UInt8] {
        "RIFF".utf8 + bigEndian(UInt32(chunks.count + 4)).reversed() + "WEBP".utf8 + chunks
    }

    static func codes(_ bytes: [UInt8]) -> [String] {
        var codes: [String] = []
        var index = 12
        while index < bytes.count {
            codes.append(String(decoding: bytes[index..<index + 4], as: UTF8.self))
            let size = bytes[index + 4..<index + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
            index += 8 + size + size % 2
        }
        return codes
    }
}

extension [UInt8] {
    /// Whether the bytes occur in order.
    func contains(_ part: [UInt8]) -> Bool {
        guard let first = part.first else { return true }
        return indices.contains { self[$0] == first && self[$0...].starts(with: part) }
    }
}
