import HTTP
import TextEncoding

extension Request {
    private static let pictureTypes = ["image/jpeg", "image/png", "image/webp"]

    /// The bytes of an uploaded picture, which are not checked.
    ///
    /// - Throws: `Problem` 415 for another media type or an encoding, 422 without bytes.
    package func picture() throws(Problem) -> [UInt8] {
        let type = (self[.contentType] ?? "").prefix { $0 != ";" && $0 != " " }
        guard Self.pictureTypes.contains(ASCII.lowercased(String(type))),
            self[.contentEncoding] == nil
        else {
            throw Problem(
                .unsupportedMediaType, code: "unsupported_media_type",
                detail: "A picture is sent as image/jpeg, image/png or image/webp.")
        }
        guard !body.isEmpty else {
            throw Problem(
                .unprocessableContent, code: "picture_invalid", detail: "The picture is empty.")
        }
        return body
    }

    /// The media type of an uploaded picture.
    package var pictureType: String { self[.contentType] ?? "" }
}
