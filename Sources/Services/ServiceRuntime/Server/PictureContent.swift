import HTTP
import Pictures

/// The picture in the content of a request; its bytes are not checked yet.
package struct PictureContent: Sendable {
    package static let maximumBytes = Picture.maximumByteCount

    /// Those of pictures, and `application/octet-stream`. The bytes decide the format.
    package let mediaType: String
    package let bytes: [UInt8]

    /// - Throws: `Problem` 422 without content, 415 for another media type.
    package init(of request: Request) throws(Problem) {
        guard !request.body.isEmpty else {
            throw Problem(
                .unprocessableContent, code: "picture_invalid",
                detail: "The request has no picture. Send its bytes as the content.")
        }
        try request.requireNoContentEncoding()
        // Clients that are generated from openapi.json send the last type.
        let types = PictureFormat.allCases.map(\.mediaType) + ["application/octet-stream"]
        guard let type = request.mediaType, types.contains(type) else {
            var problem = Problem(
                .unsupportedMediaType, code: "unsupported_media_type",
                detail: "Send a picture with one of these values of Content-Type: "
                    + types.joined(separator: ", ") + ".")
            problem.fields[.accept] = FieldValue(types.joined(separator: ", "))
            throw problem
        }
        mediaType = type
        bytes = request.body
    }
}
