@testable import HTTP

/// The result of parsing input in pieces.
struct ParserOutcome: Equatable {
    /// A parsed request.
    struct Message: Equatable {
        var method: String
        var path: String
        var query: String?
        var host: String
        var fields: [String]
        var body: [UInt8]
        var keepsConnection: Bool
    }

    private(set) var events: [RequestParser.Event] = []
    private(set) var messages: [Message] = []
    /// The status of the failure; nil if there was none.
    private(set) var failure: Int?
    /// Whether bytes remained without a failure, which is an error of the parser.
    private(set) var leftBytesOver = false

    init(of pieces: [[UInt8]], limits: Limits = Limits()) {
        var parser = RequestParser(limits: limits)
        do throws(ParseFailure) {
            for piece in pieces { try feed(piece, to: &parser) }
        } catch {
            failure = error.status.code
        }
    }

    private mutating func feed(
        _ piece: [UInt8], to parser: inout RequestParser
    ) throws(ParseFailure) {
        var position = 0
        while true {
            let event = try piece.withBytes { bytes throws(ParseFailure) in
                try parser.consume(bytes, from: &position)
            }
            guard event != .needsMore else {
                leftBytesOver = leftBytesOver || position != piece.count
                return
            }
            events.append(event)
            if event == .message {
                messages.append(Message(parser))
                parser.reset()
            }
        }
    }
}

extension ParserOutcome.Message {
    init(_ parser: RequestParser) {
        let head = parser.head
        self.init(
            method: head.methodText, path: head.path, query: head.query, host: head.host,
            fields: head.bytes.withBytes { bytes in
                head.fields.map { field in
                    String(decoding: bytes[field.name], as: UTF8.self) + "="
                        + String(decoding: bytes[field.value], as: UTF8.self)
                }
            },
            body: parser.body, keepsConnection: head.keepsConnection)
    }
}

extension ParserOutcome {
    /// Small limits, which random input reaches.
    private static var tight: Limits {
        var limits = Limits()
        limits.requestLineBytes = 256
        limits.headerBytes = 512
        limits.headerCount = 12
        limits.bodyBytes = 256
        limits.chunkLineBytes = 64
        limits.chunkExtensionBytes = 96
        return limits
    }

    /// The parser's error on this input, or nil.
    ///
    /// The messages, and whether parsing fails, must not depend on the division into pieces.
    static func error(in input: [UInt8], cutBy random: inout SplitMix64) -> String? {
        let limits = tight
        let whole = ParserOutcome(of: [input], limits: limits)
        if whole.leftBytesOver { return "bytes were left over" }
        if whole.messages.contains(where: { $0.body.count > limits.bodyBytes }) {
            return "the content is over its limit"
        }
        var pieces: [[UInt8]] = []
        var start = 0
        while start < input.count {
            let end = min(input.count, start + 1 + random.below(random.below(8) == 0 ? 64 : 6))
            pieces.append(Array(input[start..<end]))
            start = end
        }
        let cut = ParserOutcome(of: pieces, limits: limits)
        guard cut.messages == whole.messages, cut.events == whole.events else {
            return "the pieces \(pieces.map(\.count)) gave other messages"
        }
        // If input breaks both a limit and the grammar, either may be found first.
        guard (cut.failure == nil) == (whole.failure == nil) else {
            return
                "the pieces \(pieces.map(\.count)) gave \(cut.failure ?? 0), not \(whole.failure ?? 0)"
        }
        return nil
    }
}

/// A small random number generator with reproducible numbers (Steele, Lea and Flood).
struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// A number from 0 to `bound - 1`.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }
}
