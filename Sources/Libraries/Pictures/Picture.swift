/// A picture whose bytes a browser may be given: of a known format, without metadata.
///
/// Cleaning copies only the parts that are needed to show the picture, and never decodes pixels. It
/// takes linear time and at most four times the memory of the bytes. Cleaning a cleaned picture
/// gives the same bytes.
package struct Picture: Equatable, Sendable {
    package let format: PictureFormat
    /// Pixels from left to right, as shown: after the orientation is applied.
    package let width: Int
    /// Pixels from top to bottom, as shown.
    package let height: Int
    package let bytes: [UInt8]

    /// The highest number of bytes: 2 MiB.
    package static let maximumByteCount = 2_097_152
    /// The highest width and the highest height in pixels.
    package static let maximumSide = 8_000

    /// Cleans the bytes of a picture from outside.
    ///
    /// The format follows from the bytes alone. The color profile and the orientation are kept;
    /// all other metadata, thumbnails and bytes after the picture's end are removed.
    ///
    /// - Throws: `PictureError` for bytes of another kind, too many, cut or inconsistent ones.
    package init(cleaning bytes: [UInt8]) throws(PictureError) {
        guard bytes.count <= Self.maximumByteCount else { throw .tooManyBytes }
        guard let format = PictureFormat(signatureOf: bytes) else { throw .unknownFormat }
        let picture =
            switch format {
            case .jpeg: try JPEGCleaner.clean(bytes)
            case .png: try PNGCleaner.clean(bytes)
            case .webP: try WebPCleaner.clean(bytes)
            }
        // A normalized segment can be a few bytes longer than the original.
        guard picture.bytes.count <= Self.maximumByteCount else { throw .tooManyBytes }
        self = picture
    }

    /// - Parameter size: As stored, before the orientation is applied.
    init(
        _ format: PictureFormat, _ size: PixelSize, _ orientation: Orientation?, bytes: [UInt8]
    ) {
        let swapsSides = orientation?.swapsSides ?? false
        self.format = format
        width = swapsSides ? size.height : size.width
        height = swapsSides ? size.width : size.height
        self.bytes = bytes
    }
}

/// The formats that every browser shows.
package enum PictureFormat: Sendable, CaseIterable {
    case jpeg
    case png
    case webP

    static let pngSignature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// The format of bytes that begin with its signature, or nil.
    init?(signatureOf bytes: [UInt8]) {
        if bytes.starts(with: [0xFF, JPEGMarker.startOfImage, 0xFF]) {
            self = .jpeg
        } else if bytes.starts(with: Self.pngSignature) {
            self = .png
        } else if bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "WEBP".utf8) {
            self = .webP
        } else {
            return nil
        }
    }

    package var mediaType: String {
        switch self {
        case .jpeg: "image/jpeg"
        case .png: "image/png"
        case .webP: "image/webp"
        }
    }

    /// Without a dot.
    package var fileExtension: String {
        switch self {
        case .jpeg: "jpg"
        case .png: "png"
        case .webP: "webp"
        }
    }
}

/// A width and a height in pixels within the limits.
struct PixelSize: Equatable {
    let width: Int
    let height: Int

    /// - Throws: `.sides` outside 1 to 8,000.
    init(width: Int, height: Int) throws(PictureError) {
        let allowed = 1...Picture.maximumSide
        guard allowed ~= width, allowed ~= height else { throw .sides }
        self.width = width
        self.height = height
    }
}
