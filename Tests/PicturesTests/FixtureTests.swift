import Foundation
import XCTest

@testable import Pictures

/// Pictures of Pillow, ImageMagick and libwebp, with metadata of ExifTool.
enum Fixtures {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures")

    static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path())
            .filter { $0.contains(".") }.sorted()
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: folder.appending(path: name)))
    }
}

final class FixtureTests: XCTestCase {
    /// ImageMagick, Pillow and dwebp decode the same pixels from the files in Cleaned as from the
    /// originals, and ExifTool finds no metadata in them but orientation and profile.
    ///
    /// With RENEW_PICTURES=1, the test writes them anew.
    func testPicturesOfOtherProgramsAreCleaned() throws {
        for name in try Fixtures.names() where name != "animated.webp" {
            let picture = try Picture(cleaning: Fixtures.bytes(name))
            let cleaned = Fixtures.folder.appending(path: "Cleaned/\(name)")
            if ProcessInfo.processInfo.environment["RENEW_PICTURES"] == "1" {
                try Data(picture.bytes).write(to: cleaned)
            }
            XCTAssertEqual(picture.bytes, try Fixtures.bytes("Cleaned/\(name)"), name)
            XCTAssertTrue(name.hasSuffix(picture.format.fileExtension), name)
            let isUpright = ["animated", "gray.", "gray16", "lossless.", "restarts"]
                .contains { name.hasPrefix($0) }
            XCTAssertEqual(
                [picture.width, picture.height], isUpright ? [24, 16] : [16, 24], name)
            for text in ["PLANTED", "script", "GPS", "http://", "Photoshop", "thumb"] {
                XCTAssertFalse(picture.bytes.contains(Array(text.utf8)), "\(name): \(text)")
            }
        }
    }

    func testCleanedPicturesHaveNoOtherParts() throws {
        let profile = ["IHDR", "iCCP", "eXIf", "IDAT", "IEND"]
        let expected: [String: [String]] = [
            "alpha.png": profile, "animated.png": ["IHDR", "IDAT", "IEND"],
            "gray16.png": ["IHDR", "IDAT", "IEND"],
            "palette.png": ["IHDR", "iCCP", "PLTE", "tRNS", "eXIf", "IDAT", "IEND"],
            "lossless-alpha.webp": ["VP8X", "VP8L", "EXIF"],
            "lossless.webp": ["VP8X", "ICCP", "VP8L"],
            "lossy-alpha.webp": ["VP8X", "ICCP", "ALPH", "VP8 ", "EXIF"],
            "lossy.webp": ["VP8X", "VP8 ", "EXIF"],
        ]
        for (name, parts) in expected {
            let bytes = try Fixtures.bytes("Cleaned/\(name)")
            let codes = name.hasSuffix("png") ? PNG.codes(bytes) : WebP.codes(bytes)
            XCTAssertEqual(codes, parts, name)
        }
    }

    func testAnAnimatedWebPIsRefused() throws {
        let bytes = try Fixtures.bytes("animated.webp")
        XCTAssertThrowsError(try Picture(cleaning: bytes)) {
            XCTAssertEqual($0 as? PictureError, .animated)
        }
    }
}
