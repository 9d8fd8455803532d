/// What the `Transfer-Encoding` fields of a request say together (RFC 9112 §6.1).
struct TransferCodings {
    private(set) var isPresent = false
    private var endsInChunked = false
    private var hasOther = false
    private var isInvalid = false

    mutating func add(_ value: UnsafeRawBufferPointer) {
        isPresent = true
        value.forEachListElement { coding in
            // Whatever stands behind "chunked", and an empty element, spoils the framing.
            if endsInChunked || coding.isEmpty { isInvalid = true }
            if coding.isEqual(ignoringCase: "chunked") {
                endsInChunked = true
            } else {
                hasOther = true
            }
            return true
        }
    }

    /// Checks that the content can be read, once all fields have been added.
    ///
    /// - Throws: 400 where the length of the content cannot be known, 501 where the content is
    ///   coded in a way that is not known here.
    func check() throws(ParseFailure) {
        guard endsInChunked, !isInvalid else {
            throw .malformed("Transfer-Encoding must end in chunked, and have it once.")
        }
        guard !hasOther else {
            throw ParseFailure(.notImplemented, "The only transfer coding known here is chunked.")
        }
    }
}
