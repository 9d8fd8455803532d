import CZlib

/// A chunk of a PNG: length, code, payload, checksum (PNG, third edition, §5.3).
struct PNGChunk {
    let code: ChunkCode
    let payload: ArraySlice<UInt8>
    /// With length, code and checksum.
    let bytes: ArraySlice<UInt8>

    /// Whether a decoder must know the chunk: the first letter is a capital (§5.4).
    var isCritical: Bool { code.rawValue & 0x2000_0000 == 0 }

    /// Reads the next chunk.
    ///
    /// - Throws: `.damaged` for a wrong length or checksum.
    init(from reader: inout ByteReader) throws(PictureError) {
        let start = reader.rest
        let length = try reader.number(bytes: 4)
        let checked = reader.rest.prefix(4 + length)
        code = try reader.code()
        payload = try reader.take(length)
        guard try reader.number(bytes: 4) == Self.checksum(of: checked) else { throw .damaged }
        bytes = start[..<reader.rest.startIndex]
    }

    /// The bytes of a chunk with a computed checksum.
    static func bytes(_ code: ChunkCode, _ payload: [UInt8]) -> [UInt8] {
        let checked = code.bytes + payload
        return UInt32(payload.count).bigEndianBytes + checked
            + UInt32(checksum(of: checked[...])).bigEndianBytes
    }

    private static func checksum(of bytes: ArraySlice<UInt8>) -> Int {
        bytes.withUnsafeBytes { bytes in
            // baseAddress is nil only without bytes; a chunk's code has four.
            bytes.baseAddress.map { Int(Gzip.crc32(of: $0, count: bytes.count)) } ?? 0
        }
    }
}
