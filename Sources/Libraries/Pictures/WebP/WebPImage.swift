/// The pixels of a still WebP, of which the header is checked.
struct WebPImage {
    let size: PixelSize
    let hasAlpha: Bool
    let isLossless: Bool
    let chunk: WebPChunk

    /// Checks the header of a lossy picture (RFC 6386 §9.1) or a lossless one (RFC 9649 §3.4).
    init(_ chunk: WebPChunk) throws(PictureError) {
        self.chunk = chunk
        isLossless = chunk.code == "VP8L"
        var reader = ByteReader(chunk.payload, .littleEndian)
        if isLossless {
            guard try reader.byte() == 0x2F else { throw .damaged }
            // Two sides of 14 bits, whether alpha is used, a version of 3 bits.
            let bits = try reader.number(bytes: 4)
            guard bits >> 29 == 0, !reader.isAtEnd else { throw .damaged }
            size = try PixelSize(width: 1 + bits & 0x3FFF, height: 1 + bits >> 14 & 0x3FFF)
            hasAlpha = bits >> 28 & 1 == 1
        } else {
            // A bit that is 0 in a key frame, a version, whether it is shown, the first part's size.
            let tag = try reader.number(bytes: 3)
            guard tag & 1 == 0, tag >> 1 & 7 <= 3, tag >> 4 & 1 == 1,
                try reader.take(3) == [0x9D, 0x01, 0x2A]
            else { throw .damaged }
            // The upper two bits are a scale, which viewers ignore.
            size = try PixelSize(
                width: reader.number(bytes: 2) & 0x3FFF, height: reader.number(bytes: 2) & 0x3FFF)
            guard 1...max(reader.rest.count, 1) ~= tag >> 5 else { throw .damaged }
            hasAlpha = false
        }
    }
}

/// A chunk of a WebP: code, length, payload, a zero byte after an odd length (RFC 9649 §2.3).
struct WebPChunk {
    let code: ChunkCode
    let payload: ArraySlice<UInt8>

    init(_ code: ChunkCode, _ payload: [UInt8]) {
        self.code = code
        self.payload = payload[...]
    }

    /// Reads the next chunk.
    init(from reader: inout ByteReader) throws(PictureError) {
        code = try reader.code()
        payload = try reader.take(reader.number(bytes: 4))
        _ = try reader.take(payload.count % 2)
    }

    var bytes: [UInt8] {
        code.bytes + UInt32(payload.count).littleEndianBytes + payload
            + [UInt8](repeating: 0, count: payload.count % 2)
    }
}
