import Dispatch
import HTTP
import Pictures
import ServiceRuntime
import Synchronization

/// Checks uploaded pictures and removes their metadata, one after the other on a thread of its own.
///
/// A picture takes up to 50 ms, so it must not occupy an event loop.
final class PictureCleaner: Sendable {
    /// The highest number of pictures that wait; each has up to 2 MiB.
    private static let limit = 16

    private let thread = DispatchQueue(label: "pictures")
    private let count = Atomic(0)

    /// The picture in a request.
    ///
    /// - Throws: `Problem`: 413, 415, 422 `picture_invalid`, or 503 if too many pictures wait.
    func upload(in request: Request) async throws -> UploadedPicture {
        let bytes = try request.picture()
        defer { count.subtract(1, ordering: .relaxed) }
        guard count.add(1, ordering: .relaxed).newValue <= Self.limit else {
            throw Problem.unavailable()
        }
        return try await withCheckedThrowingContinuation { continuation in
            thread.async {
                continuation.resume(
                    with: Result {
                        do throws(PictureError) {
                            return UploadedPicture(try Picture(cleaning: bytes))
                        } catch {
                            throw Problem(error)
                        }
                    })
            }
        }
    }
}

extension Problem {
    fileprivate init(_ error: PictureError) {
        self.init(
            error == .tooManyBytes ? .contentTooLarge : .unprocessableContent,
            code: error == .tooManyBytes ? "content_too_large" : "picture_invalid",
            detail: error.detail)
    }
}
