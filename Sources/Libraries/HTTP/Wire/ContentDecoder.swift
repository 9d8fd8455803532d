/// How the content of a message is delimited (RFC 9112 §6).
enum Framing: Sendable, Equatable {
    case none
    case length(Int)
    case chunked
    /// The end of the connection; in responses only.
    case untilEnd
}

/// Collects the content of a message as it arrives, without its transfer coding.
struct ContentDecoder {
    /// Storage reserved in advance; a peer may never send the length that it states.
    private static let maximumReservedBytes = 65_536

    private(set) var bytes: [UInt8] = []
    /// The maximum of content in bytes.
    var limit: Int
    /// Whether the content is stored and not only skipped.
    var isStored = true
    private var lengthReceived = 0
    private var chunks = ChunkedBody()

    init(limit: Int) {
        self.limit = limit
    }

    /// Prepares for the next message and keeps the storage if it is not shared.
    mutating func reset(limit: Int) {
        bytes.removeAll(keepingCapacity: true)
        self.limit = limit
        isStored = true
        lengthReceived = 0
        chunks.reset()
    }

    /// Moves the content out of the decoder, without a copy.
    mutating func removeBytes() -> [UInt8] {
        var content: [UInt8] = []
        swap(&content, &bytes)
        return content
    }

    /// Bytes of content that have arrived, stored or not.
    var receivedBytes: Int { lengthReceived + chunks.receivedBytes }

    /// Consumes content; true if it is complete.
    ///
    /// - Throws: 413 if the content exceeds `limit`, 400 for an invalid chunked coding.
    mutating func consume(
        _ input: UnsafeRawBufferPointer, _ position: inout Int, framing: Framing, limits: Limits
    ) throws(ParseFailure) -> Bool {
        switch framing {
        case .none:
            return true
        case .length(let length):
            guard length <= limit else { throw tooLarge }
            let count = min(length - lengthReceived, input.count - position)
            if bytes.isEmpty, isStored {
                bytes.reserveCapacity(min(length, Self.maximumReservedBytes))
            }
            append(input[position..<position + count])
            position += count
            lengthReceived += count
            return lengthReceived == length
        case .untilEnd:
            guard input.count - position <= limit - bytes.count else { throw tooLarge }
            append(input[position...])
            position = input.count
            return false
        case .chunked:
            while true {
                switch try chunks.consume(input, &position, limits: limits) {
                case .needsMore: return false
                case .chunk: guard chunks.dataBytes <= limit else { throw tooLarge }
                case .data(let range): append(input[range])
                case .end: return true
                }
            }
        }
    }

    private mutating func append(_ content: Slice<UnsafeRawBufferPointer>) {
        if isStored { bytes.append(contentsOf: content) }
    }

    private var tooLarge: ParseFailure {
        ParseFailure(.contentTooLarge, "The content may have at most \(limit) bytes.")
    }
}
