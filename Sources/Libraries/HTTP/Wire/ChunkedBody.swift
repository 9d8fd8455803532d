import TextEncoding

/// Decodes the chunked transfer coding as it arrives (RFC 9112 §7.1).
///
/// Stricter than most decoders: a line ends in CR LF only, and a size has only hexadecimal digits.
/// Extensions and trailers are checked against their grammar, bounded and dropped.
struct ChunkedBody {
    enum Event: Equatable {
        case needsMore
        /// A chunk begins; `dataBytes` already includes its size.
        case chunk
        /// Bytes of the content, as a range of the input.
        case data(Range<Int>)
        case end
    }

    private enum Phase {
        case sizeLine, data, dataCR, dataLF, trailers, complete
    }

    /// The digits of a 64-bit size; leading zeros count.
    private static let maximumSizeDigits = 16

    /// The bytes of content announced by the chunks so far.
    private(set) var dataBytes = 0
    /// The bytes of content that have arrived.
    var receivedBytes: Int { dataBytes - remaining }
    private var phase = Phase.sizeLine
    private var line = LineBuffer()
    private var remaining = 0
    private var extensionBytes = 0
    private var trailerBytes = 0
    private var trailerCount = 0

    /// Prepares for the next message and keeps the storage.
    mutating func reset() {
        var empty = ChunkedBody()
        swap(&empty.line, &line)
        empty.line.removeAll()
        self = empty
    }

    mutating func consume(
        _ input: UnsafeRawBufferPointer, _ position: inout Int, limits: Limits
    ) throws(ParseFailure) -> Event {
        while true {
            switch phase {
            case .sizeLine:
                let isComplete = try line.append(
                    input, &position, bound: limits.chunkLineBytes,
                    tooLong: .malformed("The line of a chunk size is too long."))
                guard isComplete else { return .needsMore }
                return try beginChunk(limits)
            case .data:
                guard position < input.count else { return .needsMore }
                let count = min(remaining, input.count - position)
                let range = position..<position + count
                position += count
                remaining -= count
                if remaining == 0 { phase = .dataCR }
                return .data(range)
            case .dataCR, .dataLF:
                guard position < input.count else { return .needsMore }
                guard input[position] == (phase == .dataCR ? 0x0D : 0x0A) else {
                    throw .malformed("A chunk is longer than its size.")
                }
                position += 1
                phase = phase == .dataCR ? .dataLF : .sizeLine
            case .trailers:
                let isComplete = try line.append(
                    input, &position, bound: limits.headerBytes - trailerBytes,
                    tooLong: ParseFailure(
                        .requestHeaderFieldsTooLarge, "The trailers are too large."))
                guard isComplete else { return .needsMore }
                try parseTrailer(limits)
            case .complete:
                return .end
            }
        }
    }

    private mutating func beginChunk(_ limits: Limits) throws(ParseFailure) -> Event {
        var index = 0
        var size = 0
        while index < line.bytes.count, let digit = Hexadecimal.value(line.bytes[index]) {
            guard index < Self.maximumSizeDigits, size <= Int.max >> 4 else {
                throw .malformed("A chunk size is too large.")
            }
            size = size << 4 | Int(digit)
            index += 1
        }
        guard index > 0 else { throw .malformed("A chunk size is not a hexadecimal number.") }
        try ChunkExtensions.check(line.bytes[index...])
        extensionBytes += line.bytes.count - index
        guard extensionBytes <= limits.chunkExtensionBytes else {
            throw .malformed("There are too many chunk extensions.")
        }
        line.removeAll()
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

    private mutating func parseTrailer(_ limits: Limits) throws(ParseFailure) {
        guard !line.bytes.isEmpty else {
            phase = .complete
            return
        }
        trailerBytes += line.bytes.count + 2
        trailerCount += 1
        guard trailerCount <= limits.headerCount else {
            throw ParseFailure(.requestHeaderFieldsTooLarge, "There are too many trailer fields.")
        }
        _ = try FieldLine.parse(line.bytes, 0..<line.bytes.count)
        line.removeAll()
    }
}
