import Foundation
import HTTPClient

/// Pictures of other programs with metadata, and the same ones without.
///
/// All are shown with 16 × 24 pixels, because their orientation turns them.
package enum PictureFixture: String, CaseIterable, Sendable {
    case jpeg = "baseline.jpg"
    case png = "alpha.png"
    case webP = "lossy.webp"

    package var mediaType: String {
        switch self {
        case .jpeg: "image/jpeg"
        case .png: "image/png"
        case .webP: "image/webp"
        }
    }

    package func bytes() throws -> [UInt8] { try Self.file(rawValue) }

    /// The picture without metadata.
    package func cleaned() throws -> [UInt8] { try Self.file("Cleaned/\(rawValue)") }

    /// A picture that is not accepted.
    package static func animated() throws -> [UInt8] { try file("animated.webp") }

    private static func file(_ name: String) throws -> [UInt8] {
        try Array(
            Data(contentsOf: projectFolder.appending(path: "Tests/PicturesTests/Fixtures/\(name)")))
    }
}

extension TestClient {
    /// Sends a picture.
    package func upload(
        _ picture: PictureFixture, to path: String, _ fields: [String: String] = [:]
    ) async throws -> ClientResponse {
        try await send(
            "PUT", path, body: picture.bytes(),
            fields.merging(["Content-Type": picture.mediaType]) { $1 })
    }
}
