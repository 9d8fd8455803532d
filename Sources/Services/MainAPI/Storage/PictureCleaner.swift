import BookingDomain
import BookingStore
import Credentials
import Pictures
import Platform
import TextEncoding

/// Checks pictures from outside and removes their metadata, on a thread of its own.
struct PictureCleaner: Sendable {
    /// Each call that waits has up to 2 MiB.
    private let queue = BackgroundQueue(label: "pictures", limit: 16)

    /// - Throws: `PictureError`, `BackgroundQueueFull`.
    func clean(_ bytes: [UInt8]) async throws -> PictureFile {
        try await queue.run {
            let picture = try Picture(cleaning: bytes)
            let digest = SHA256.hash(picture.bytes).bytes.prefix(18)
            return PictureFile(
                StoredPicture(
                    width: picture.width, height: picture.height,
                    digest: Base64URL.encode(Array(digest)),
                    fileExtension: picture.format.fileExtension),
                mediaType: picture.format.mediaType, bytes: picture.bytes)
        }
    }
}
