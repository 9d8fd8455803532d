/// The combined `Transfer-Encoding` fields of a request (RFC 9112 §6.1).
struct TransferCodings {
    private(set) var isPresent = false
    private var endsInChunked = false
    private var hasOther = false
    private var isInvalid = false

    mutating func add(_ value: UnsafeRawBufferPointer) {
        isPresent = true
        value.forEachListElement { coding in
            // With a coding after chunked, or an empty one, recipients differ on the framing.
            if endsInChunked || coding.isEmpty { isInvalid = true }
            if coding.isEqual(ignoringCase: "chunked") {
                endsInChunked = true
            } else {
                hasOther = true
            }
        }
    }

    /// Checks the codings after all fields have been added.
    ///
    /// - Throws: 400 if they do not delimit the content, 501 for an unsupported coding.
    func check() throws(ParseFailure) {
        guard endsInChunked, !isInvalid else {
            throw .malformed("Transfer-Encoding must end in chunked and name it once.")
        }
        guard !hasOther else {
            throw ParseFailure(.notImplemented, "The only supported transfer coding is chunked.")
        }
    }
}
