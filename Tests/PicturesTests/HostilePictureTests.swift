import TestSupport
import XCTest

@testable import Pictures

/// Cut, changed and mixed pictures, and other formats; random numbers have fixed seeds.
final class HostilePictureTests: XCTestCase {
    private let made = [
        JPEG.picture(
            JPEG.jfif + JPEG.exifSegment(6) + JPEG.profileSegment(1, of: 1, profile) + JPEG.comment),
        PNG.picture(
            PNG.chunk("iCCP", "icc\0\0".utf8 + profile) + PNG.text
                + PNG.chunk("eXIf", exif(orientation: 6))),
        WebP.picture(
            WebP.header(0x3C) + WebP.profileChunk + WebP.alpha + WebP.lossy + WebP.exifChunk(6)
                + WebP.xmp),
        WebP.picture(WebP.header(0x1C) + WebP.lossless + WebP.exifChunk(6) + WebP.xmp),
        WebP.picture(WebP.lossy),
    ]

    private func pictures() throws -> [[UInt8]] {
        try made + Fixtures.names().map(Fixtures.bytes)
    }

    /// Checks a result if there is one: its parts are known and cleaning it changes nothing.
    ///
    /// - Returns: The result.
    @discardableResult
    private func check(_ bytes: [UInt8], _ name: @autoclosure () -> String) -> Picture? {
        guard let picture = try? Picture(cleaning: bytes) else { return nil }
        XCTAssertEqual(try? Picture(cleaning: picture.bytes), picture, name())
        let known: Bool
        switch picture.format {
        case .jpeg:
            let markers: Set<UInt8> = [
                0xC0, 0xC1, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD, 0xE0, 0xE1, 0xE2, 0xEE,
            ]
            known = markers.isSuperset(of: JPEG.markers(picture.bytes))
        case .png:
            let codes: Set = [
                "IHDR", "PLTE", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "sBIT", "eXIf",
                "IDAT", "IEND",
            ]
            known = codes.isSuperset(of: PNG.codes(picture.bytes))
        case .webP:
            let codes: Set = ["VP8X", "ICCP", "ALPH", "VP8 ", "VP8L", "EXIF"]
            known = codes.isSuperset(of: WebP.codes(picture.bytes))
        }
        XCTAssertTrue(known, name())
        XCTAssertLessThanOrEqual(picture.bytes.count, bytes.count + 16, name())
        return picture
    }

    func testCutPicturesAreRefused() throws {
        for (number, bytes) in try pictures().enumerated() {
            let step = number < made.count ? 1 : 7
            for count in stride(from: 0, to: bytes.count, by: step) {
                XCTAssertNil(
                    check(Array(bytes.prefix(count)), ""), "picture \(number) cut at \(count)")
            }
        }
    }

    func testChangedBitsDoNotLetMetadataPass() {
        for (number, bytes) in made.enumerated() {
            for index in bytes.indices {
                for bit in 0..<8 {
                    var changed = bytes
                    changed[index] ^= 1 << UInt8(bit)
                    let name = "picture \(number), byte \(index), bit \(bit)"
                    let picture = check(changed, name)
                    // A longer chunk of pixels includes what follows; its end is not visible.
                    if picture?.format != .webP {
                        XCTAssertFalse(picture?.bytes.contains(planted) ?? false, name)
                    }
                }
            }
        }
    }

    func testWrongLengthsAreRefusedOrHarmless() {
        let lies: [[UInt8]] = [
            [0, 0], [0, 1], [1, 0], [0, 2], [0xFF, 0xFF], [0x7F, 0xFF], [0, 0, 0, 0],
            [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0],
            [0xFF, 0xFF, 0xFF, 0xFE], [0xFE, 0xFF, 0xFF, 0xFF], [0xF8, 0xFF, 0xFF, 0xFF],
        ]
        for (number, bytes) in made.enumerated() {
            for index in bytes.indices {
                for lie in lies where index + lie.count <= bytes.count {
                    var changed = bytes
                    changed.replaceSubrange(index..<index + lie.count, with: lie)
                    check(changed, "picture \(number), byte \(index), \(lie)")
                }
            }
        }
    }

    func testMixedPicturesAreRefusedOrHarmless() throws {
        let pictures = try pictures()
        var random = SplitMix64(seed: 12)
        for number in 0..<4_000 {
            var bytes = pictures[Int.random(in: 0..<pictures.count, using: &random)]
            for _ in 0...Int.random(in: 0..<4, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                let other = pictures[Int.random(in: 0..<pictures.count, using: &random)]
                let start = Int.random(in: 0..<other.count, using: &random)
                let part = other[
                    start..<min(other.count, start + Int.random(in: 0..<200, using: &random))]
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes.insert(contentsOf: part, at: index)
                case 1:
                    bytes.removeSubrange(
                        index..<min(bytes.count, index + Int.random(in: 0..<50, using: &random)))
                case 2: bytes[index] = UInt8(truncatingIfNeeded: random.next())
                default: bytes += part
                }
                if bytes.isEmpty { bytes = other }
            }
            check(bytes, "picture \(number)")
        }
    }

    func testBytesOfOtherFormatsAreNotPictures() {
        let texts = [
            "", "GIF89a", "GIF87a", "BM", "%PDF-1.7\n", "PK\u{3}\u{4}", "<!DOCTYPE html>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\">", "<?xml version=\"1.0\"?>", "II*\0",
            "MM\0*",
            "\0\0\0\u{1C}ftypavif", "\0\0\0\u{18}ftypheic", "RIFF\0\0\0\0WAVE", "#!/bin/sh\n",
            "\u{0}\u{0}\u{1}\u{0}", "/*", " ", "\n", "RIFF", "WEBP",
        ]
        for text in texts {
            for bytes in made.map({ Array(text.utf8) + $0 }) + [Array(text.utf8)]
            where text != "" || bytes.isEmpty {
                XCTAssertThrowsError(try Picture(cleaning: bytes), text) {
                    XCTAssertEqual($0 as? PictureError, .unknownFormat, text)
                }
            }
        }
        for bytes in made {
            for count in 0..<3 {
                XCTAssertThrowsError(try Picture(cleaning: Array(bytes.prefix(count))))
            }
        }
    }

    func testBytesBehindThePictureAreRemoved() throws {
        let appended = ["<script>alert(1)</script>", "PK\u{3}\u{4}", "%PDF-1.7", "GIF89a"]
        for (number, bytes) in made.enumerated() {
            let cleaned = try Picture(cleaning: bytes)
            XCTAssertFalse(cleaned.bytes.contains(planted), "picture \(number)")
            for text in appended.map({ Array($0.utf8) }) + made {
                XCTAssertEqual(try Picture(cleaning: bytes + text), cleaned, "picture \(number)")
            }
        }
    }

    func testScriptsInMetadataAreRemoved() throws {
        // A segment's length can be read as the beginning of a comment of JavaScript.
        let script = Array("*/=alert(1)/*".utf8)
        let comment = script + [UInt8](repeating: 0x20, count: 0x2A2F - 2 - script.count)
        let jpeg = try Picture(
            cleaning: JPEG.picture(JPEG.segment(0xE0, comment) + JPEG.segment(0xFE, script)))
        XCTAssertEqual(jpeg.bytes, JPEG.picture())
        let png = try Picture(
            cleaning: PNG.picture(PNG.chunk("tEXt", script), behind: PNG.chunk("teST", script)))
        XCTAssertEqual(png.bytes, PNG.picture())
    }

    func testDirectoriesOfExifAreReadWithinBounds() {
        func tiff(_ offset: UInt32, _ rest: [UInt8]) -> [UInt8] {
            [0x4D, 0x4D, 0, 42] + bigEndian(offset) + rest
        }
        func entry(_ type: UInt8, _ count: UInt8, _ value: UInt8) -> [UInt8] {
            [0x01, 0x12, 0, type, 0, 0, 0, count, 0, value, 0, 0]
        }
        let without: [[UInt8]] = [
            [], [0x4D, 0x4D], tiff(8, []), tiff(8, [0]), tiff(.max, []), tiff(0x7FFF_FFFF, []),
            tiff(8, [0xFF, 0xFF]), tiff(8, [0, 1, 0x01, 0x12, 0, 3]), tiff(0, []), tiff(4, []),
            tiff(8, [0, 1] + entry(3, 1, 0)), tiff(8, [0, 1] + entry(3, 1, 9)),
            tiff(8, [0, 1] + entry(4, 1, 6)), tiff(8, [0, 1] + entry(3, 2, 6)),
            tiff(8, [0, 0] + entry(3, 1, 6)), tiff(9, [0, 1] + entry(3, 1, 6)),
            [0x49, 0x49, 0, 42, 0, 0, 0, 8, 0, 1] + entry(3, 1, 6),
        ]
        for bytes in without { XCTAssertNil(Orientation(exif: bytes[...]), "\(bytes)") }
        XCTAssertNotNil(Orientation(exif: tiff(8, [0, 1] + entry(3, 1, 6))[...]))
        XCTAssertNotNil(
            Orientation(exif: ("Exif\0\0".utf8 + tiff(8, [0, 1] + entry(3, 1, 6)))[...]))
    }

    func testMoreThanTwoMebibytesAreRefused() throws {
        let rest = Picture.maximumByteCount - PNG.picture().count - 12
        let pixels = PNG.chunk("IDAT", [UInt8](repeating: 1, count: rest))
        let largest = PNG.picture(pixels)
        XCTAssertEqual(largest.count, Picture.maximumByteCount)
        XCTAssertEqual(try Picture(cleaning: largest).bytes, largest)
        XCTAssertThrowsError(try Picture(cleaning: largest + [0])) {
            XCTAssertEqual($0 as? PictureError, .tooManyBytes)
        }
        // The fixed name of the profile is longer than this one.
        let named = PNG.chunk("iCCP", "a\0\0".utf8 + profile)
        let longer = PNG.picture(
            named + pixels.prefix(0)
                + PNG.chunk(
                    "IDAT", [UInt8](repeating: 1, count: rest - named.count)))
        XCTAssertEqual(longer.count, Picture.maximumByteCount)
        XCTAssertThrowsError(try Picture(cleaning: longer)) {
            XCTAssertEqual($0 as? PictureError, .tooManyBytes)
        }
    }

    func testManySmallPartsTakeLinearTime() throws {
        func repeated(_ part: [UInt8], _ count: Int) -> [UInt8] {
            Array(repeatElement(part, count: count / part.count).joined())
        }
        let pictures: [(Int) -> [UInt8]] = [
            { JPEG.picture(repeated([0xFF, 0xFE, 0, 2], $0)) },
            { JPEG.picture(repeated(JPEG.profileSegment(1, of: 1, []), $0)) },
            { JPEG.picture(repeated([0xFF], $0)) },
            { JPEG.start + JPEG.frame() + JPEG.scan + repeated([0xFF, 0], $0) + JPEG.end },
            {
                JPEG.start + JPEG.frame() + JPEG.scan + repeated([0xFF, 0xFF, 0xD0], $0) + JPEG.end
            },
            { PNG.picture(repeated(PNG.chunk("teST", []), $0)) },
            { PNG.picture(repeated(PNG.chunk("IDAT", []), $0)) },
            { WebP.picture(WebP.header(0) + WebP.lossy + repeated(WebP.chunk("teST", []), $0)) },
        ]
        for (number, picture) in pictures.enumerated() {
            let bytes = picture(Picture.maximumByteCount / 4)
            let duration = try ContinuousClock().measure {
                XCTAssertLessThanOrEqual(try Picture(cleaning: bytes).bytes.count, bytes.count)
            }
            // A second without optimization; an hour if the time were quadratic.
            XCTAssertLessThan(duration, .seconds(30), "picture \(number)")
        }
    }

    func testReasonsAreSentences() {
        for error in PictureError.allCases { XCTAssertTrue(error.detail.hasSuffix(".")) }
    }
}
