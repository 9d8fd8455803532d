/// Copies the pixels, transparency and color profile of a still WebP (RFC 9649 §2).
struct WebPCleaner {
    private var canvas: PixelSize?
    private var profile: WebPChunk?
    private var alpha: WebPChunk?
    private var image: WebPImage?
    private var hasExif = false
    private var orientation: Orientation?

    /// Cleans bytes that begin with the signature of a WebP.
    static func clean(_ bytes: [UInt8]) throws(PictureError) -> Picture {
        var cleaner = WebPCleaner()
        var reader = ByteReader(bytes[4...], .littleEndian)
        // The size counts the signature's last four bytes.
        let size = try reader.number(bytes: 4)
        reader = ByteReader(try reader.take(size).dropFirst(4), .littleEndian)
        while !reader.isAtEnd { try cleaner.add(WebPChunk(from: &reader)) }
        guard let image = cleaner.image, cleaner.canvas ?? image.size == image.size
        else { throw .damaged }
        return Picture(.webP, image.size, cleaner.orientation, bytes: cleaner.result(image))
    }

    private mutating func add(_ chunk: WebPChunk) throws(PictureError) {
        switch chunk.code {
        case "VP8X":
            guard canvas == nil, image == nil, profile == nil, alpha == nil else { throw .damaged }
            canvas = try Self.canvas(chunk.payload)
        case "VP8 ", "VP8L":
            guard image == nil else { throw .damaged }
            image = try WebPImage(chunk)
        case "ANIM", "ANMF":
            throw .animated
        default:
            // Only the extended format has other chunks than the pixels.
            if canvas != nil { try addOptional(chunk) }
        }
    }

    private static let animationFlag: UInt8 = 0x02

    private static func canvas(_ payload: ArraySlice<UInt8>) throws(PictureError) -> PixelSize {
        var reader = ByteReader(payload, .littleEndian)
        guard try reader.byte() & animationFlag == 0 else { throw .animated }
        _ = try reader.take(3)
        let size = try PixelSize(
            width: 1 + reader.number(bytes: 3), height: 1 + reader.number(bytes: 3))
        guard reader.isAtEnd else { throw .damaged }
        return size
    }

    /// Takes the first chunk of each kind; a profile and transparency precede the pixels.
    private mutating func addOptional(_ chunk: WebPChunk) throws(PictureError) {
        switch chunk.code {
        case "ICCP" where image == nil && profile == nil && !chunk.payload.isEmpty:
            profile = chunk
        case "ALPH" where image == nil && alpha == nil:
            // The lowest two bits are the compression method: none or lossless.
            guard let first = chunk.payload.first, first & 3 <= 1, chunk.payload.count > 1
            else { throw .damaged }
            alpha = chunk
        case "EXIF" where !hasExif:
            hasExif = true
            orientation = Orientation(exif: chunk.payload)
        default:
            break
        }
    }

    private func result(_ image: WebPImage) -> [UInt8] {
        let chunks: [WebPChunk]
        if canvas != nil {
            // A lossless picture has its transparency among its pixels.
            let alpha = image.isLossless ? nil : alpha
            var flags: UInt8 = 0
            if profile != nil { flags |= 0x20 }
            if alpha != nil || image.hasAlpha { flags |= 0x10 }
            if orientation != nil { flags |= 0x08 }
            let exif = orientation.map { WebPChunk("EXIF", $0.tiff) }
            chunks = [header(image.size, flags), profile, alpha, image.chunk, exif].compactMap {
                $0
            }
        } else {
            chunks = [image.chunk]
        }
        let content = Array("WEBP".utf8) + chunks.flatMap(\.bytes)
        return Array("RIFF".utf8) + UInt32(content.count).littleEndianBytes + content
    }

    private func header(_ size: PixelSize, _ flags: UInt8) -> WebPChunk {
        let sides = [size.width, size.height].flatMap {
            UInt32($0 - 1).littleEndianBytes.prefix(3)
        }
        return WebPChunk("VP8X", [flags, 0, 0, 0] + sides)
    }
}
