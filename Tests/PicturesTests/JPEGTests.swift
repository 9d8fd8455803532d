import XCTest

@testable import Pictures

final class JPEGTests: XCTestCase {
    func testMetadataIsRemoved() throws {
        let metadata =
            JPEG.jfif + JPEG.exifSegment(1) + JPEG.comment + JPEG.adobe
            + JPEG.segment(0xE1, "http://ns.adobe.com/xap/1.0/\0".utf8 + planted)
            + JPEG.segment(0xED, "Photoshop 3.0\0".utf8 + planted)
            + JPEG.segment(0xE2, "MPF\0".utf8 + planted)
            + JPEG.segment(0xE0, "JFXX\0".utf8 + planted)
        let bytes =
            JPEG.start + metadata + JPEG.tables + JPEG.comment + JPEG.frame() + JPEG.scan
            + JPEG.comment + JPEG.end + planted + JPEG.picture()
        let picture = try Picture(cleaning: bytes)
        XCTAssertFalse(picture.bytes.contains(planted))
        XCTAssertEqual(JPEG.markers(picture.bytes), [0xE0, 0xEE, 0xDB, 0xC4, 0xC0, 0xDA])
        XCTAssertEqual(
            picture.bytes,
            JPEG.start + JPEG.segment(0xE0, "JFIF\0".utf8 + [1, 2, 0, 0, 1, 0, 1, 0, 0])
                + JPEG.segment(0xEE, "Adobe".utf8 + [0, 100, 0, 0, 0, 0, 2])
                + JPEG.tables + JPEG.frame() + JPEG.scan + JPEG.end)
        XCTAssertEqual(picture.format, .jpeg)
        XCTAssertEqual([picture.width, picture.height], [24, 16])
    }

    func testOrientationIsKept() throws {
        for orientation in UInt16(1)...8 {
            for isBigEndian in [false, true] {
                let segment = JPEG.exifSegment(orientation, isBigEndian: isBigEndian)
                let picture = try Picture(cleaning: JPEG.picture(segment + JPEG.exifSegment(4)))
                let swapsSides = orientation >= 5
                XCTAssertEqual(
                    [picture.width, picture.height], swapsSides ? [16, 24] : [24, 16])
                let tag = [0x01, 0x12, 0, 3, 0, 0, 0, 1] + bigEndian(orientation)
                XCTAssertEqual(picture.bytes.contains(tag), orientation > 1)
                XCTAssertFalse(picture.bytes.contains(planted))
                XCTAssertEqual(
                    JPEG.markers(picture.bytes).first, orientation > 1 ? 0xE1 : 0xDB)
            }
        }
    }

    func testColorProfileIsKeptInOrder() throws {
        let first = JPEG.profileSegment(1, of: 2, profile)
        let second = JPEG.profileSegment(2, of: 2, profile.reversed())
        let picture = try Picture(cleaning: JPEG.picture(second + JPEG.comment + first))
        XCTAssertEqual(picture.bytes, JPEG.picture(first + second))
    }

    func testIncompleteColorProfileIsRemoved() throws {
        let first = JPEG.profileSegment(1, of: 2, profile)
        let incomplete = [
            first, first + first, first + JPEG.profileSegment(2, of: 3, profile),
            JPEG.profileSegment(0, of: 1, profile), JPEG.profileSegment(1, of: 0, profile),
            JPEG.segment(0xE2, "ICC_PROFILE\0".utf8), first + JPEG.profileSegment(3, of: 2, []),
        ]
        for segments in incomplete {
            XCTAssertEqual(
                try Picture(cleaning: JPEG.picture(segments)).bytes, JPEG.picture())
        }
    }

    func testSeveralScansAndFillBytesAreRead() throws {
        let scan =
            JPEG.segment(0xDA, [1, 1, 0, 0, 0, 0x10]) + [1, 2, 3] + [0xFF, 0xFF, 0x00, 4]
        let frame = JPEG.frame(0xC2)
        let picture = try Picture(
            cleaning: JPEG.start + [0xFF, 0xFF] + JPEG.tables + frame + scan + JPEG.comment
                + JPEG.tables + scan + JPEG.exifSegment(6) + [0xFF] + JPEG.end)
        let cleaned = JPEG.segment(0xDA, [1, 1, 0, 0, 0, 0x10]) + [1, 2, 3, 0xFF, 0x00, 4]
        XCTAssertEqual(
            picture.bytes,
            JPEG.start + JPEG.tables + frame + cleaned + JPEG.tables + cleaned + JPEG.end)
    }

    func testVariantsThatBrowsersDoNotShowAreRefused() {
        for marker in [0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCC, 0xCD, 0xCE, 0xCF, 0xDE] {
            let bytes =
                JPEG.start + JPEG.tables + JPEG.frame(UInt8(marker)) + JPEG.scan + JPEG.end
            XCTAssertThrowsError(try Picture(cleaning: bytes)) {
                XCTAssertEqual($0 as? PictureError, .unsupported)
            }
        }
        let frame = JPEG.segment(0xC1, [12, 0, 16, 0, 24, 1, 1, 0x11, 0])
        XCTAssertThrowsError(
            try Picture(cleaning: JPEG.start + JPEG.tables + frame + JPEG.scan + JPEG.end)
        ) { XCTAssertEqual($0 as? PictureError, .unsupported) }
    }

    func testInconsistentSegmentsAreRefused() {
        let scanOfUnknownComponent = JPEG.segment(0xDA, [1, 2, 0, 0, 63, 0]) + [1]
        let rows: [String: [UInt8]] = [
            "no frame": JPEG.tables + JPEG.scan,
            "two frames": JPEG.tables + JPEG.frame() + JPEG.frame() + JPEG.scan,
            "no scan": JPEG.tables + JPEG.frame(),
            "frame after scan": JPEG.tables + JPEG.scan + JPEG.frame(),
            "scan of an unknown component": JPEG.frame() + scanOfUnknownComponent,
            "text in a scan header": JPEG.frame()
                + JPEG.segment(0xDA, [1, 1, 0, 0, 63, 0] + planted),
            "text in a frame": JPEG.segment(0xC0, [8, 0, 16, 0, 24, 1, 1, 0x11, 0] + planted)
                + JPEG.scan,
            "length 0": [0xFF, 0xFE, 0, 0] + JPEG.frame() + JPEG.scan,
            "length 1": [0xFF, 0xFE, 0, 1] + JPEG.frame() + JPEG.scan,
            "length past the end": [0xFF, 0xFE, 0xFF, 0xFF] + JPEG.frame() + JPEG.scan,
            "text in a table": JPEG.segment(0xDB, [0] + (1...64) + planted) + JPEG.frame()
                + JPEG.scan,
            "cut Huffman table": JPEG.segment(0xC4, [0, 9] + [UInt8](repeating: 0, count: 15))
                + JPEG.frame() + JPEG.scan,
            "text in a restart interval": JPEG.segment(0xDD, planted) + JPEG.frame() + JPEG.scan,
            "unknown marker": JPEG.segment(0xF0, planted) + JPEG.frame() + JPEG.scan,
            "restart outside of a scan": [0xFF, 0xD0] + JPEG.frame() + JPEG.scan,
            "second start": JPEG.start + JPEG.frame() + JPEG.scan,
            "text between segments": JPEG.tables + planted + JPEG.frame() + JPEG.scan,
            "65 scans": JPEG.frame() + (0..<65).flatMap { _ in JPEG.scan },
        ]
        for (name, body) in rows {
            XCTAssertThrowsError(try Picture(cleaning: JPEG.start + body + JPEG.end), name) {
                XCTAssertEqual($0 as? PictureError, .damaged, name)
            }
        }
    }

    func testSidesOutsideTheLimitsAreRefused() throws {
        for (width, height) in [(0, 1), (1, 0), (8_001, 1), (1, 8_001), (65_535, 65_535)] {
            let frame = JPEG.frame(width: UInt16(width), height: UInt16(height))
            XCTAssertThrowsError(try Picture(cleaning: JPEG.start + frame + JPEG.scan + JPEG.end)) {
                XCTAssertEqual($0 as? PictureError, .sides)
            }
        }
        let frame = JPEG.frame(width: 8_000, height: 8_000)
        XCTAssertEqual(
            try Picture(cleaning: JPEG.start + frame + JPEG.scan + JPEG.end).width, 8_000)
    }
}
