import Glibc
import TextEncoding

/// Decodes the chunked transfer coding as it arrives (RFC 9112 §7.1).
///
/// Stricter than most: only CR LF ends a line, a size is hexadecimal digits and nothing else,
/// extensions and trailers are held to their grammar, bounded, and dropped.
struct ChunkedBody {
    enum Event: Equatable {
        case needsMore
        /// A chunk begins; `dataBytes` counts it in already.
        case chunk
        /// Octets of the content, as a range of the input.
        case data(Range<Int>)
        case end
    }

    private enum Phase {
        case sizeLine, data, dataEnd, trailers, complete
    }

    /// The digits that a chunk size may have, leading zeros and all: as many as 64 bits need.
    private static let sizeDigits = 16

    /// The octets of content announced by the chunks seen so far.
    private(set) var dataBytes = 0
    /// The octets of content that have come.
    var receivedBytes: Int { dataBytes - remaining }
    private var phase = Phase.sizeLine
    private var line: [UInt8] = []
    private var remaining = 0
    private var extensionBytes = 0
    private var trailerBytes = 0
    private var trailerCount = 0

    /// Makes ready for the next message and keeps the storage.
    mutating func reset() {
        dataBytes = 0
        phase = .sizeLine
        line.removeAll(keepingCapacity: true)
        remaining = 0
        extensionBytes = 0
        trailerBytes = 0
        trailerCount = 0
    }

    mutating func consume(
        _ input: UnsafeRawBufferPointer, _ position: inout Int, limits: Limits
    ) throws(ParseFailure) -> Event {
        while true {
            switch phase {
            case .sizeLine:
                guard try takeLine(input, &position, bound: limits.chunkLineBytes) else {
                    return .needsMore
                }
                return try beginChunk(limits)
            case .data:
                guard position < input.count else { return .needsMore }
                let count = min(remaining, input.count - position)
                let range = position..<position + count
                position += count
                remaining -= count
                if remaining == 0 { phase = .dataEnd }
                return .data(range)
            case .dataEnd:
                guard try takeLine(input, &position, bound: 2) else { return .needsMore }
                guard line.isEmpty else {
                    throw .malformed("A chunk is longer than its size.")
                }
                phase = .sizeLine
            case .trailers:
                let bound = limits.headerBytes - trailerBytes
                guard try takeLine(input, &position, bound: bound) else { return .needsMore }
                try endTrailerLine(limits)
            case .complete:
                return .end
            }
        }
    }

    /// Collects a line and strips its CRLF; false when it goes on.
    private mutating func takeLine(
        _ input: UnsafeRawBufferPointer, _ position: inout Int, bound: Int
    ) throws(ParseFailure) -> Bool {
        let rest = UnsafeRawBufferPointer(rebasing: input[position...])
        guard !rest.isEmpty, let base = rest.baseAddress else { return false }
        let end = memchr(base, 0x0A, min(rest.count, bound + 1))
            .map { base.distance(to: $0) + 1 }
        let piece = rest[..<(end ?? min(rest.count, bound + 1))]
        guard line.count + piece.count <= bound else {
            throw tooLong
        }
        line.append(contentsOf: piece)
        position += piece.count
        if phase == .dataEnd, line[0] != 0x0D || (end == nil && line.count == bound) {
            throw .malformed("A chunk is longer than its size.")
        }
        guard end != nil else { return false }
        guard line.count >= 2, line[line.count - 2] == 0x0D else {
            throw .malformed("A line of the chunked coding must end in CR LF.")
        }
        line.removeLast(2)
        return true
    }

    private var tooLong: ParseFailure {
        switch phase {
        case .dataEnd: .malformed("A chunk is longer than its size.")
        case .trailers: ParseFailure(.requestHeaderFieldsTooLarge, "The trailers are too large.")
        default: .malformed("A line of the chunked coding is too long.")
        }
    }

    private mutating func beginChunk(_ limits: Limits) throws(ParseFailure) -> Event {
        var index = 0
        var size = 0
        while index < line.count, let digit = Hexadecimal.value(line[index]) {
            guard index < Self.sizeDigits, size <= Int.max >> 4 else {
                throw .malformed("A chunk size is too large.")
            }
            size = size << 4 | Int(digit)
            index += 1
        }
        guard index > 0 else { throw .malformed("A chunk size is not a hexadecimal number.") }
        try ChunkExtensions.check(line[index...])
        extensionBytes += line.count - index
        guard extensionBytes <= limits.chunkExtensionBytes else {
            throw .malformed("There are too many chunk extensions.")
        }
        line.removeAll(keepingCapacity: true)
        guard size > 0 else {
            phase = .trailers
            return .chunk
        }
        let (sum, overflows) = dataBytes.addingReportingOverflow(size)
        guard !overflows else { throw .malformed("A chunk size is too large.") }
        dataBytes = sum
        remaining = size
        phase = .data
        return .chunk
    }

    private mutating func endTrailerLine(_ limits: Limits) throws(ParseFailure) {
        guard !line.isEmpty else {
            phase = .complete
            return
        }
        trailerBytes += line.count + 2
        trailerCount += 1
        guard trailerCount <= limits.headerCount else {
            throw ParseFailure(.requestHeaderFieldsTooLarge, "There are too many trailer fields.")
        }
        _ = try FieldLine.parse(line, 0..<line.count)
        line.removeAll(keepingCapacity: true)
    }
}
