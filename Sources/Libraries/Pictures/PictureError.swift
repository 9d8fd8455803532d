/// The reason why bytes are not accepted as a picture.
package enum PictureError: Error, Equatable, CaseIterable {
    case tooManyBytes
    case unknownFormat
    /// The width or the height is 0 or too large.
    case sides
    case animated
    /// A variant that browsers do not show, such as a JPEG with arithmetic coding.
    case unsupported
    /// Bytes are missing, or lengths, checksums or the order of parts are wrong.
    case damaged
    /// zlib, which computes the checksums of PNG, is not installed.
    case noChecksums

    /// Full sentences for people; they do not repeat input.
    package var detail: String {
        switch self {
        case .tooManyBytes:
            "The picture is larger than 2 MiB. Send a smaller one."
        case .unknownFormat:
            "The picture is not a JPEG, PNG or WebP."
        case .sides:
            "The picture must be 1 to 8000 pixels wide and 1 to 8000 pixels high."
        case .animated:
            "The picture is animated. Send a still one."
        case .unsupported:
            "Browsers cannot show this variant of the format. Save the picture as an ordinary JPEG, PNG or WebP."
        case .damaged:
            "The picture is incomplete or damaged."
        case .noChecksums:
            "This server cannot check a PNG. Send a JPEG or WebP."
        }
    }
}
