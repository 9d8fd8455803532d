/// The header of the frame and the checks of what refers to it (ITU-T T.81 §B.2).
struct JPEGFrame {
    let size: PixelSize
    private let isProgressive: Bool
    private let componentIDs: [UInt8]

    /// Checks a frame header.
    ///
    /// - Throws: `.unsupported` for samples of 12 bits and other than one, three or four components.
    init(marker: UInt8, _ payload: ArraySlice<UInt8>) throws(PictureError) {
        var reader = ByteReader(payload, .bigEndian)
        let bitsPerSample = try reader.byte()
        let height = try reader.number(bytes: 2)
        let width = try reader.number(bytes: 2)
        size = try PixelSize(width: width, height: height)
        let count = try reader.byte()
        guard bitsPerSample == 8, [1, 3, 4].contains(count) else { throw .unsupported }
        var componentIDs: [UInt8] = []
        for _ in 0..<count {
            let (id, sampling, table) = try (reader.byte(), reader.byte(), reader.byte())
            guard !componentIDs.contains(id), 1...4 ~= sampling >> 4, 1...4 ~= sampling & 15,
                table <= 3
            else { throw .damaged }
            componentIDs.append(id)
        }
        guard reader.isAtEnd else { throw .damaged }
        self.componentIDs = componentIDs
        isProgressive = marker == JPEGMarker.progressiveFrame
    }

    /// Checks the header of a scan.
    func check(scan payload: ArraySlice<UInt8>) throws(PictureError) {
        var reader = ByteReader(payload, .bigEndian)
        let count = try reader.byte()
        guard 1...componentIDs.count ~= Int(count) else { throw .damaged }
        var seen: [UInt8] = []
        for _ in 0..<count {
            let (id, tables) = try (reader.byte(), reader.byte())
            guard componentIDs.contains(id), !seen.contains(id), tables >> 4 <= 3, tables & 15 <= 3
            else { throw .damaged }
            seen.append(id)
        }
        let (first, last, bits) = try (reader.byte(), reader.byte(), reader.byte())
        // Some encoders leave the last three bytes of a sequential scan arbitrary; decoders ignore them.
        guard reader.isAtEnd,
            !isProgressive || first <= last && last <= 63 && bits >> 4 <= 13 && bits & 15 <= 13
        else { throw .damaged }
    }

    /// Checks quantization tables: 64 values of one or two bytes each.
    static func check(quantizationTables payload: ArraySlice<UInt8>) throws(PictureError) {
        var reader = ByteReader(payload, .bigEndian)
        while !reader.isAtEnd {
            let header = try reader.byte()
            guard header >> 4 <= 1, header & 15 <= 3 else { throw .damaged }
            _ = try reader.take(64 * (1 + Int(header >> 4)))
        }
    }

    /// Checks Huffman tables: the numbers of codes of 1 to 16 bits, and a value for each code.
    static func check(huffmanTables payload: ArraySlice<UInt8>) throws(PictureError) {
        var reader = ByteReader(payload, .bigEndian)
        while !reader.isAtEnd {
            let header = try reader.byte()
            let count = try reader.take(16).reduce(0) { $0 + Int($1) }
            guard header >> 4 <= 1, header & 15 <= 3, count <= 256 else { throw .damaged }
            _ = try reader.take(count)
        }
    }
}
