import CZlib

/// Copies the chunks of a PNG that its pixels and colors need.
///
/// The frames of an animation are in other chunks, so that the still picture remains.
struct PNGCleaner {
    private var reader: ByteReader
    private let header: PNGHeader
    private var paletteCount: Int?
    private var orientation: Orientation?
    private var seen: Set<ChunkCode> = []
    /// The signature and the chunks before the pixels.
    private var head: [UInt8]
    private var pixels: [UInt8] = []
    private var pixelByteCount = 0
    private var isBehindPixels = false

    private init(_ bytes: [UInt8]) throws(PictureError) {
        guard Gzip.isAvailable else { throw .noChecksums }
        let signature = bytes.prefix(PictureFormat.pngSignature.count)
        reader = ByteReader(bytes[signature.endIndex...], .bigEndian)
        let chunk = try PNGChunk(from: &reader)
        header = try PNGHeader(chunk)
        head = Array(signature + chunk.bytes)
    }

    /// Cleans bytes that begin with the signature of a PNG.
    static func clean(_ bytes: [UInt8]) throws(PictureError) -> Picture {
        var cleaner = try PNGCleaner(bytes)
        cleaner.pixels.reserveCapacity(bytes.count)
        var chunk = try PNGChunk(from: &cleaner.reader)
        while chunk.code != "IEND" {
            try cleaner.add(chunk)
            chunk = try PNGChunk(from: &cleaner.reader)
        }
        guard chunk.payload.isEmpty, cleaner.pixelByteCount > 0 else { throw .damaged }
        return Picture(
            .png, cleaner.header.size, cleaner.orientation,
            bytes: cleaner.result(end: chunk.bytes))
    }

    private func result(end: ArraySlice<UInt8>) -> [UInt8] {
        var bytes = head
        if let orientation { bytes += PNGChunk.bytes("eXIf", orientation.tiff) }
        return bytes + pixels + end
    }

    private mutating func add(_ chunk: PNGChunk) throws(PictureError) {
        if chunk.code == "IDAT" { return try addPixels(chunk) }
        isBehindPixels = !pixels.isEmpty
        if chunk.code == "PLTE" { return try addPalette(chunk) }
        guard !chunk.isCritical else { throw .damaged }
        // Of repeated chunks decoders take the first.
        guard seen.insert(chunk.code).inserted else { return }
        if chunk.code == "eXIf" {
            orientation = Orientation(exif: chunk.payload)
        } else if !isBehindPixels {
            head += kept(chunk)
        }
    }

    private mutating func addPixels(_ chunk: PNGChunk) throws(PictureError) {
        guard !isBehindPixels, !header.needsPalette || paletteCount != nil else { throw .damaged }
        pixels += chunk.bytes
        pixelByteCount += chunk.payload.count
    }

    private mutating func addPalette(_ chunk: PNGChunk) throws(PictureError) {
        guard !isBehindPixels, paletteCount == nil, header.allowsPalette(chunk.payload)
        else { throw .damaged }
        paletteCount = chunk.payload.count / 3
        head += chunk.bytes
    }

    /// The bytes of a chunk about colors; empty for others, and where decoders ignore it.
    private func kept(_ chunk: PNGChunk) -> [UInt8] {
        let size = chunk.payload.count
        let isBeforePalette = paletteCount == nil
        return switch chunk.code {
        case "tRNS" where header.allowsTransparency(chunk.payload, paletteCount: paletteCount),
            "gAMA" where isBeforePalette && size == 4,
            "cHRM" where isBeforePalette && size == 32,
            "sRGB" where isBeforePalette && size == 1,
            "cICP" where isBeforePalette && size == 4,
            "sBIT" where isBeforePalette && size == header.significantBitsSize:
            Array(chunk.bytes)
        case "iCCP" where isBeforePalette:
            profile(chunk.payload)
        default:
            []
        }
    }

    /// The color profile under a fixed name, which is otherwise a text of up to 79 letters.
    private func profile(_ payload: ArraySlice<UInt8>) -> [UInt8] {
        let name = payload.prefix(80).prefix { $0 != 0 }
        let rest = payload[name.endIndex...]
        // Behind the name: its end, the compression method 0, the compressed profile.
        guard 1...79 ~= name.count, rest.starts(with: [0, 0]), rest.count > 2 else { return [] }
        return PNGChunk.bytes("iCCP", Array("icc".utf8 + rest))
    }
}
