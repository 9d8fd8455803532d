import TextEncoding

extension Request {
    /// The media type of the content in lower case, without parameters; nil without `Content-Type`.
    package var mediaType: String? {
        self[.contentType].map { type in
            let end = type.utf8.firstIndex { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: " ") }
            return ASCII.lowercased(String(type[..<(end ?? type.endIndex)]))
        }
    }

    /// Checks that the content is not compressed (RFC 9110 §15.5.16).
    ///
    /// - Throws: `Problem` 415.
    package func requireNoContentEncoding() throws(Problem) {
        guard
            head.withValue(of: .contentEncoding, { $0.isEqual(ignoringCase: "identity") }) == false
        else { return }
        var problem = Problem(
            .unsupportedMediaType, code: "unsupported_media_type",
            detail: "Send the body without Content-Encoding.")
        problem.fields[.acceptEncoding] = "identity"
        throw problem
    }
}
