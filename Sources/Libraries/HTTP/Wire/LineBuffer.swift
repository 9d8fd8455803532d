import Glibc

/// A line that may arrive in pieces, without its CR LF (RFC 9112 §2.2).
struct LineBuffer {
    private(set) var bytes: [UInt8] = []

    /// Removes the line and keeps the storage.
    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// Appends bytes up to the end of the line; false while the line is incomplete.
    ///
    /// - Parameter bound: The maximum length of the line in bytes, CR LF included.
    /// - Throws: `tooLong` for a longer line, 400 for a line that does not end in CR LF.
    mutating func append(
        _ input: UnsafeRawBufferPointer, _ position: inout Int, bound: Int,
        tooLong: @autoclosure () -> ParseFailure
    ) throws(ParseFailure) -> Bool {
        let rest = UnsafeRawBufferPointer(rebasing: input[position...])
        guard !rest.isEmpty, let base = rest.baseAddress else { return false }
        let available = min(rest.count, bound + 1)
        let end = memchr(base, 0x0A, available).map { base.distance(to: $0) + 1 }
        let piece = rest[..<(end ?? available)]
        guard bytes.count + piece.count <= bound else { throw tooLong() }
        bytes.append(contentsOf: piece)
        position += piece.count
        guard end != nil else { return false }
        guard bytes.count >= 2, bytes[bytes.count - 2] == 0x0D else {
            throw .malformed("A line must end in CR LF.")
        }
        bytes.removeLast(2)
        return true
    }
}
