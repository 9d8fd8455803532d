import CZlib
import Synchronization

/// Compression of lists and reports.
///
/// A response with a secret, such as a token, or with addresses beside names that strangers choose
/// is not compressed: its size would show whether a guessed text occurs in it. The others get a
/// length that depends on their content and on a secret of the process, so that sizes of similar
/// contents cannot be compared.
extension Response {
    /// Smaller content fits into one packet anyway.
    private static let smallest = 1_024
    /// Compressing this many bytes takes less than half a millisecond.
    private static let largestOnEventLoop = 32_768
    /// The highest number of responses that are compressed away from the event loops at a time.
    private static let limit = 16
    private static let running = Atomic(0)

    /// Whether the content is to be compressed for this client.
    func isWorthCompressing(for request: Request) -> Bool {
        body.count >= Self.smallest && Gzip.isAvailable && request.acceptsGzip
    }

    /// Whether compressing would occupy an event loop for too long.
    package var isTooLargeForEventLoop: Bool {
        isToBeCompressed && body.count > Self.largestOnEventLoop
    }

    /// Compresses the content, which is another representation with a tag of its own.
    ///
    /// - Parameter level: zlib's, from 1 for the fastest to 9 for the smallest.
    package mutating func compress(level: Int32 = 1) {
        isToBeCompressed = false
        let padding = 1 + EntityTag.hash(body) & 63
        guard let compressed = Gzip.compress(body, level: level, padding: padding) else { return }
        body = compressed
        fields.add(.contentEncoding, "gzip")
        guard let tag = fields[.entityTag]?.text.dropLast() else { return }
        fields[.entityTag] = FieldValue(tag + EntityTag.gzipSuffix + "\"")
    }

    /// The response with large content compressed on another thread; unchanged if many others are
    /// being compressed.
    func compressedAwayFromEventLoop() async -> Response {
        guard isTooLargeForEventLoop else { return self }
        defer { Self.running.subtract(1, ordering: .relaxed) }
        guard Self.running.add(1, ordering: .relaxed).newValue <= Self.limit else {
            var response = self
            response.isToBeCompressed = false
            return response
        }
        // Unlike a child task, a detached one does not run on the event loop.
        return await Task.detached {
            var response = self
            response.compress()
            return response
        }.value
    }
}
