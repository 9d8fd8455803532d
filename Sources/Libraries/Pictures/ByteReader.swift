/// Reads bytes and whole numbers in order, within bounds.
struct ByteReader {
    enum ByteOrder {
        case bigEndian
        case littleEndian
    }

    private(set) var rest: ArraySlice<UInt8>
    private let order: ByteOrder

    init(_ bytes: ArraySlice<UInt8>, _ order: ByteOrder) {
        rest = bytes
        self.order = order
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// The next `count` bytes, a number that is not negative.
    ///
    /// - Throws: `.damaged` if fewer are left.
    mutating func take(_ count: Int) throws(PictureError) -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw .damaged }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// The bytes before the next 0xFF, which is not taken.
    ///
    /// - Throws: `.damaged` without one.
    mutating func takeUntilFF() throws(PictureError) -> ArraySlice<UInt8> {
        guard let index = rest.firstIndex(of: 0xFF) else { throw .damaged }
        defer { rest = rest[index...] }
        return rest[..<index]
    }

    /// The next byte.
    mutating func byte() throws(PictureError) -> UInt8 {
        guard let byte = rest.popFirst() else { throw .damaged }
        return byte
    }

    /// The next number of `count` bytes, at most four.
    mutating func number(bytes count: Int) throws(PictureError) -> Int {
        let bytes = try take(count)
        return switch order {
        case .bigEndian: bytes.reduce(0) { $0 << 8 | Int($1) }
        case .littleEndian: bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
        }
    }

    /// The next four characters.
    mutating func code() throws(PictureError) -> ChunkCode {
        ChunkCode(rawValue: UInt32(try take(4).reduce(0) { $0 << 8 | Int($1) }))
    }
}

/// The four characters that name a chunk of a PNG or WebP, the first in the highest byte.
struct ChunkCode: Hashable, ExpressibleByStringLiteral {
    let rawValue: UInt32

    init(rawValue: UInt32) { self.rawValue = rawValue }

    init(stringLiteral text: StaticString) {
        rawValue = text.withUTF8Buffer { $0.reduce(0) { $0 << 8 | UInt32($1) } }
    }

    var bytes: [UInt8] { rawValue.bigEndianBytes }
}

extension FixedWidthInteger {
    /// The number's bytes, the highest first.
    var bigEndianBytes: [UInt8] {
        stride(from: Self.bitWidth - 8, through: 0, by: -8).map {
            UInt8(truncatingIfNeeded: self >> Self($0))
        }
    }

    /// The number's bytes, the lowest first.
    var littleEndianBytes: [UInt8] { bigEndianBytes.reversed() }
}
