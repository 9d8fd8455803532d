/// The header of a PNG and the rules that depend on its colors (PNG, third edition, §11.2).
struct PNGHeader {
    enum ColorType: UInt8 {
        case gray = 0
        case color = 2
        case indexed = 3
        case grayWithAlpha = 4
        case colorWithAlpha = 6
    }

    let size: PixelSize
    private let bitDepth: Int
    private let colorType: ColorType

    /// Checks the first chunk.
    init(_ chunk: PNGChunk) throws(PictureError) {
        guard chunk.code == "IHDR", chunk.payload.count == 13 else { throw .damaged }
        var reader = ByteReader(chunk.payload, .bigEndian)
        size = try PixelSize(
            width: reader.number(bytes: 4), height: reader.number(bytes: 4))
        bitDepth = try reader.number(bytes: 1)
        guard let colorType = ColorType(rawValue: try reader.byte()) else { throw .damaged }
        self.colorType = colorType
        let (compression, filter, interlace) = try (reader.byte(), reader.byte(), reader.byte())
        guard allowedBitDepths.contains(bitDepth), compression == 0, filter == 0, interlace <= 1
        else { throw .damaged }
    }

    private var allowedBitDepths: [Int] {
        switch colorType {
        case .gray: [1, 2, 4, 8, 16]
        case .indexed: [1, 2, 4, 8]
        case .color, .grayWithAlpha, .colorWithAlpha: [8, 16]
        }
    }

    var needsPalette: Bool { colorType == .indexed }

    /// Whether the payload is a palette of this picture: three bytes for each entry.
    func allowsPalette(_ payload: ArraySlice<UInt8>) -> Bool {
        let (count, rest) = payload.count.quotientAndRemainder(dividingBy: 3)
        guard rest == 0, 1...256 ~= count else { return false }
        return switch colorType {
        case .gray, .grayWithAlpha: false
        case .indexed: count <= 1 << bitDepth
        case .color, .colorWithAlpha: true
        }
    }

    /// Whether the payload has the size of this picture's transparency.
    ///
    /// - Parameter paletteCount: The number of entries, or nil before the palette.
    func allowsTransparency(_ payload: ArraySlice<UInt8>, paletteCount: Int?) -> Bool {
        switch colorType {
        case .gray: payload.count == 2
        case .color: payload.count == 6
        case .indexed: 1...max(paletteCount ?? 0, 1) ~= payload.count && paletteCount != nil
        case .grayWithAlpha, .colorWithAlpha: false
        }
    }

    /// The size of a chunk that tells the number of significant bits.
    var significantBitsSize: Int {
        switch colorType {
        case .gray: 1
        case .grayWithAlpha: 2
        case .color, .indexed: 3
        case .colorWithAlpha: 4
        }
    }
}
