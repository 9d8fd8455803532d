import XCTest

@testable import Pictures

final class WebPTests: XCTestCase {
    func testMetadataIsRemoved() throws {
        let metadata = WebP.exifChunk(1) + WebP.xmp + WebP.chunk("prVt", planted)
        let bytes = WebP.picture(WebP.header(0x0C) + WebP.lossy + metadata) + planted
        let picture = try Picture(cleaning: bytes)
        XCTAssertEqual(picture.bytes, WebP.picture(WebP.header(0) + WebP.lossy))
        XCTAssertEqual(picture.format, .webP)
        XCTAssertEqual([picture.width, picture.height], [24, 16])
        for image in [WebP.lossy, WebP.lossless] {
            XCTAssertEqual(
                try Picture(cleaning: WebP.picture(image + metadata)).bytes, WebP.picture(image))
        }
    }

    func testOrientationIsKept() throws {
        for orientation in UInt16(2)...8 {
            let picture = try Picture(
                cleaning: WebP.picture(
                    WebP.header(0x0C) + WebP.lossy + WebP.exifChunk(orientation) + WebP.xmp))
            XCTAssertEqual(
                [picture.width, picture.height], orientation >= 5 ? [16, 24] : [24, 16])
            XCTAssertEqual(WebP.codes(picture.bytes), ["VP8X", "VP8 ", "EXIF"])
            XCTAssertEqual(picture.bytes[20], 0x08)
            XCTAssertFalse(picture.bytes.contains(planted))
            XCTAssertTrue(
                picture.bytes.contains([0x01, 0x12, 0, 3, 0, 0, 0, 1] + bigEndian(orientation)))
        }
    }

    func testColorProfileAndTransparencyAreKept() throws {
        let lossy = WebP.picture(
            WebP.header(0x30) + WebP.profileChunk + WebP.alpha + WebP.lossy)
        let lossless = WebP.picture(WebP.header(0x30) + WebP.profileChunk + WebP.lossless)
        for bytes in [lossy, lossless] {
            XCTAssertEqual(try Picture(cleaning: bytes).bytes, bytes)
        }
    }

    func testFlagsAreCorrected() throws {
        let flags = UInt8(0xFD)
        let rows = [
            (WebP.lossy, UInt8(0)), (WebP.lossless, 0x10), (WebP.alpha + WebP.lossy, 0x10),
            (WebP.profileChunk + WebP.lossy, 0x20), (WebP.lossy + WebP.exifChunk(3), 0x08),
        ]
        for (chunks, expected) in rows {
            let picture = try Picture(cleaning: WebP.picture(WebP.header(flags) + chunks))
            XCTAssertEqual(picture.bytes[20], expected)
        }
    }

    func testChunksThatDecodersIgnoreAreRemoved() throws {
        let rows = [
            (WebP.lossy + WebP.profileChunk, WebP.lossy),
            (WebP.lossy + WebP.alpha, WebP.lossy),
            (WebP.lossy + WebP.chunk("ICCP", []), WebP.lossy),
        ]
        for (chunks, expected) in rows {
            XCTAssertEqual(
                try Picture(cleaning: WebP.picture(WebP.header(0) + chunks)).bytes,
                WebP.picture(WebP.header(0) + expected))
        }
        let header = WebP.header(0x10)
        XCTAssertEqual(
            try Picture(cleaning: WebP.picture(header + WebP.alpha + WebP.lossless)).bytes,
            WebP.picture(header + WebP.lossless))
    }

    func testAnAnimationIsRefused() {
        let frame = WebP.chunk("ANMF", [UInt8](repeating: 0, count: 16) + WebP.lossy)
        let control = WebP.chunk("ANIM", [0, 0, 0, 0, 0, 0])
        for chunks in [
            WebP.header(0x02) + control + frame, WebP.header(0) + control + frame,
            WebP.header(0) + frame, WebP.header(0x02) + WebP.lossy,
        ] {
            XCTAssertThrowsError(try Picture(cleaning: WebP.picture(chunks))) {
                XCTAssertEqual($0 as? PictureError, .animated)
            }
        }
    }

    func testInconsistentChunksAreRefused() {
        func lossy(_ change: (inout [UInt8]) -> Void) -> [UInt8] {
            var chunk = WebP.lossy
            change(&chunk)
            return WebP.picture(chunk)
        }
        var shortFile = WebP.picture(WebP.lossy)
        shortFile[4] -= 2
        var longFile = WebP.picture(WebP.lossy)
        longFile[4] += 2
        var largeFile = WebP.picture(WebP.lossy)
        largeFile.replaceSubrange(4..<8, with: [0xFF, 0xFF, 0xFF, 0xFF])
        let header = WebP.header(0)
        let rows: [String: [UInt8]] = [
            "no pixels": WebP.picture(header),
            "without chunks": WebP.picture([]),
            "pixels twice": WebP.picture(header + WebP.lossy + WebP.lossy),
            "pixels of both kinds": WebP.picture(WebP.lossy + WebP.lossless),
            "header twice": WebP.picture(header + header + WebP.lossy),
            "header behind": WebP.picture(WebP.lossy + header),
            "other width": WebP.picture(WebP.header(0, width: 25) + WebP.lossy),
            "other height": WebP.picture(WebP.header(0, height: 15) + WebP.lossless),
            "text in the header": WebP.picture(
                WebP.chunk("VP8X", [0, 0, 0, 0, 23, 0, 0, 15, 0, 0] + planted) + WebP.lossy),
            "size smaller than the chunks": shortFile,
            "size larger than the bytes": longFile,
            "size that overflows": largeFile,
            "chunk past the end": lossy { $0[4] += 2 },
            "chunk length that overflows": lossy {
                $0.replaceSubrange(4..<8, with: [0xFF, 0xFF, 0xFF, 0xFF])
            },
            "not a key frame": lossy { $0[8] |= 1 },
            "not shown": lossy { $0[8] &= 0xEF },
            "other start code": lossy { $0[11] = 0 },
            "first part past the end": lossy { $0[9] = 0x10 },
            "lossless of another version": WebP.picture(
                WebP.chunk("VP8L", [0x2F, 23, 0xC0, 0x03, 0x30, 1])),
            "lossless of another signature": WebP.picture(
                WebP.chunk("VP8L", [0x2E, 23, 0xC0, 0x03, 0x10, 1])),
            "alpha of unknown compression": WebP.picture(
                header + WebP.chunk("ALPH", [2, 1]) + WebP.lossy),
        ]
        for (name, bytes) in rows {
            XCTAssertThrowsError(try Picture(cleaning: bytes), name) {
                XCTAssertEqual($0 as? PictureError, .damaged, name)
            }
        }
    }

    func testSidesOutsideTheLimitsAreRefused() {
        let large = WebP.chunk("VP8L", [0x2F, 0xFF, 0xFF, 0xFF, 0x0F, 1])
        let empty = WebP.chunk("VP8 ", [0x30, 0, 0, 0x9D, 0x01, 0x2A, 0, 0, 16, 0, 1])
        let pictures = [
            large, empty, WebP.header(0, width: 8_001) + WebP.lossy,
            WebP.header(0, width: 1 << 24, height: 1 << 24) + WebP.lossy,
        ]
        for chunks in pictures {
            XCTAssertThrowsError(try Picture(cleaning: WebP.picture(chunks))) {
                XCTAssertEqual($0 as? PictureError, .sides)
            }
        }
    }
}
