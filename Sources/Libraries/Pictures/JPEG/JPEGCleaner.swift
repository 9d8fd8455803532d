/// Copies a JPEG without its metadata (ITU-T T.81 §B).
///
/// It copies tables, frame and scans, and writes new segments for colors and orientation.
struct JPEGCleaner {
    /// A decoder works through the whole picture in each scan; encoders write at most about 20.
    private static let maximumScanCount = 64

    private var reader: ByteReader
    private var hasJFIF = false
    private var hasExif = false
    private var orientation: Orientation?
    private var profile = JPEGProfile()
    private var adobeTransform: UInt8?
    private var frame: JPEGFrame?
    private var scanCount = 0
    /// The copied segments and the scans' data.
    private var body: [UInt8] = []

    private init(_ bytes: [UInt8]) {
        reader = ByteReader(bytes.dropFirst(2), .bigEndian)
        body.reserveCapacity(bytes.count)
    }

    /// Cleans bytes that begin with the marker of a JPEG's start.
    static func clean(_ bytes: [UInt8]) throws(PictureError) -> Picture {
        var cleaner = JPEGCleaner(bytes)
        var marker = try cleaner.marker()
        while marker != JPEGMarker.endOfImage {
            try cleaner.addSegment(marker)
            marker =
                try marker == JPEGMarker.startOfScan ? cleaner.addScanData() : cleaner.marker()
        }
        guard let frame = cleaner.frame, cleaner.scanCount > 0 else { throw .damaged }
        return Picture(.jpeg, frame.size, cleaner.orientation, bytes: cleaner.result)
    }

    /// The next marker's second byte; more bytes 0xFF may precede it (§B.1.1.2).
    private mutating func marker() throws(PictureError) -> UInt8 {
        guard try reader.byte() == 0xFF else { throw .damaged }
        var byte = try reader.byte()
        while byte == 0xFF { byte = try reader.byte() }
        return byte
    }

    private mutating func addSegment(_ marker: UInt8) throws(PictureError) {
        if JPEGMarker.unsupported.contains(marker) { throw .unsupported }
        let length = try reader.number(bytes: 2)
        guard length >= 2 else { throw .damaged }
        let payload = try reader.take(length - 2)
        switch marker {
        case JPEGMarker.applications:
            // Decoders read how to interpret the colors before the first scan.
            if scanCount == 0 { readApplication(marker, payload) }
        case JPEGMarker.comment:
            break
        default:
            try check(marker, payload)
            body += JPEGMarker.segment(marker, payload)
        }
    }

    private mutating func readApplication(_ marker: UInt8, _ payload: ArraySlice<UInt8>) {
        switch marker {
        case JPEGMarker.jfif where payload.starts(with: "JFIF\0".utf8) && payload.count >= 14:
            hasJFIF = true
        case JPEGMarker.exif where payload.starts(with: "Exif\0".utf8) && !hasExif:
            hasExif = true
            orientation = Orientation(exif: payload)
        case JPEGMarker.profile:
            profile.add(payload)
        case JPEGMarker.adobe where payload.starts(with: "Adobe".utf8) && payload.count >= 12:
            let transform = payload[payload.startIndex + 11]
            if transform <= 2 { adobeTransform = transform }
        default:
            break
        }
    }

    /// Checks a segment that is copied.
    private mutating func check(
        _ marker: UInt8, _ payload: ArraySlice<UInt8>
    ) throws(PictureError) {
        switch marker {
        case JPEGMarker.quantizationTables:
            try JPEGFrame.check(quantizationTables: payload)
        case JPEGMarker.huffmanTables:
            try JPEGFrame.check(huffmanTables: payload)
        case JPEGMarker.restartInterval where payload.count == 2:
            break
        case JPEGMarker.startOfScan:
            guard let frame, scanCount < Self.maximumScanCount else { throw .damaged }
            try frame.check(scan: payload)
            scanCount += 1
        case _ where JPEGMarker.startOfFrames.contains(marker) && frame == nil:
            frame = try JPEGFrame(marker: marker, payload)
        default:
            throw .damaged
        }
    }

    /// Copies a scan's data and returns the marker behind it.
    ///
    /// In the data, a byte 0xFF is followed by 0 or is a part of a restart marker (§B.1.1.5).
    private mutating func addScanData() throws(PictureError) -> UInt8 {
        while true {
            body += try reader.takeUntilFF()
            let marker = try marker()
            guard marker == 0 || JPEGMarker.restarts ~= marker else { return marker }
            body.append(0xFF)
            body.append(marker)
        }
    }

    private var result: [UInt8] {
        var bytes: [UInt8] = [0xFF, JPEGMarker.startOfImage]
        if hasJFIF {
            // Version 1.2, square pixels, no thumbnail.
            let header = Array("JFIF\0".utf8) + [1, 2, 0, 0, 1, 0, 1, 0, 0]
            bytes += JPEGMarker.segment(JPEGMarker.jfif, header)
        }
        if let orientation {
            let exif = Array("Exif\0\0".utf8) + orientation.tiff
            bytes += JPEGMarker.segment(JPEGMarker.exif, exif)
        }
        bytes += profile.segments
        if let adobeTransform {
            let header = Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, adobeTransform]
            bytes += JPEGMarker.segment(JPEGMarker.adobe, header)
        }
        return bytes + body + [0xFF, JPEGMarker.endOfImage]
    }
}
