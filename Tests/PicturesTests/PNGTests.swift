import XCTest

@testable import Pictures

final class PNGTests: XCTestCase {
    func testMetadataIsRemoved() throws {
        let metadata =
            PNG.text + PNG.chunk("zTXt", "Comment\0\0".utf8 + planted)
            + PNG.chunk("iTXt", "XML:com.adobe.xmp\0\0\0\0\0".utf8 + planted)
            + PNG.chunk("tIME", [7, 234, 1, 1, 0, 0, 0]) + PNG.chunk("eXIf", exif(orientation: 1))
            + PNG.chunk("prVt", planted)
        let picture = try Picture(
            cleaning: PNG.picture(metadata, behind: metadata) + planted + PNG.picture())
        XCTAssertEqual(picture.bytes, PNG.picture())
        XCTAssertEqual(picture.format, .png)
        XCTAssertEqual([picture.width, picture.height], [24, 16])
    }

    func testOrientationIsKept() throws {
        for orientation in UInt16(2)...8 {
            let chunk = PNG.chunk("eXIf", exif(orientation: orientation))
            for bytes in [PNG.picture(chunk), PNG.picture(behind: chunk)] {
                let picture = try Picture(cleaning: bytes)
                XCTAssertEqual(
                    [picture.width, picture.height], orientation >= 5 ? [16, 24] : [24, 16])
                XCTAssertEqual(PNG.codes(picture.bytes), ["IHDR", "eXIf", "IDAT", "IEND"])
                XCTAssertFalse(picture.bytes.contains(planted))
                XCTAssertTrue(
                    picture.bytes.contains([0x01, 0x12, 0, 3, 0, 0, 0, 1] + bigEndian(orientation)))
            }
        }
    }

    func testColorsAreKept() throws {
        let colors =
            PNG.chunk("gAMA", [0, 0, 0xB1, 0x8F]) + PNG.chunk("cHRM", [UInt8](0..<32))
            + PNG.chunk("sRGB", [0]) + PNG.chunk("cICP", [1, 13, 0, 1])
            + PNG.chunk("sBIT", [8, 8, 8])
            + PNG.chunk("iCCP", "icc\0\0".utf8 + profile)
            + PNG.chunk("PLTE", [1, 2, 3]) + PNG.chunk("tRNS", [0, 1, 0, 2, 0, 3])
        XCTAssertEqual(try Picture(cleaning: PNG.picture(colors)).bytes, PNG.picture(colors))
    }

    func testNameOfTheColorProfileIsReplaced() throws {
        let chunk = PNG.chunk("iCCP", planted + [0, 0] + profile)
        XCTAssertEqual(
            try Picture(cleaning: PNG.picture(chunk)).bytes,
            PNG.picture(PNG.chunk("iCCP", "icc\0\0".utf8 + profile)))
    }

    func testChunksThatDecodersIgnoreAreRemoved() throws {
        let gamma = PNG.chunk("gAMA", [0, 0, 0xB1, 0x8F])
        let palette = PNG.chunk("PLTE", [1, 2, 3])
        let rows = [
            (PNG.picture(behind: gamma), PNG.picture()),
            (PNG.picture(gamma + PNG.chunk("gAMA", [0, 0, 0, 1])), PNG.picture(gamma)),
            (PNG.picture(palette + gamma), PNG.picture(palette)),
            (PNG.picture(PNG.chunk("gAMA", planted)), PNG.picture()),
            (PNG.picture(PNG.chunk("cHRM", planted)), PNG.picture()),
            (PNG.picture(PNG.chunk("tRNS", planted)), PNG.picture()),
            (PNG.picture(PNG.chunk("sBIT", planted)), PNG.picture()),
            (PNG.picture(PNG.chunk("iCCP", planted)), PNG.picture()),
            (PNG.picture(PNG.chunk("iCCP", planted + [0, 1] + profile)), PNG.picture()),
            (PNG.picture(PNG.chunk("iCCP", [0, 0] + profile)), PNG.picture()),
        ]
        for (number, row) in rows.enumerated() {
            XCTAssertEqual(try Picture(cleaning: row.0).bytes, row.1, "row \(number)")
        }
    }

    func testAnAnimationBecomesItsStillPicture() throws {
        let control = PNG.chunk("fcTL", [UInt8](repeating: 0, count: 26))
        let animation = PNG.chunk("acTL", [0, 0, 0, 2, 0, 0, 0, 0]) + control
        let frame = control + PNG.chunk("fdAT", [0, 0, 0, 2] + planted)
        XCTAssertEqual(
            try Picture(cleaning: PNG.picture(animation, behind: frame)).bytes, PNG.picture())
    }

    func testDepthsAreThoseOfTheColors() throws {
        let allowed: [UInt8: [UInt8]] = [
            0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16],
        ]
        for colors in UInt8(0)...7 {
            for depth in UInt8(0)...17 {
                let palette = colors == 3 ? PNG.chunk("PLTE", [1, 2, 3]) : []
                let bytes =
                    PNG.signature + PNG.header(depth: depth, colors: colors) + palette + PNG.pixels
                    + PNG.end
                let isAllowed = allowed[colors]?.contains(depth) ?? false
                XCTAssertEqual((try? Picture(cleaning: bytes)) != nil, isAllowed)
            }
        }
    }

    func testInconsistentChunksAreRefused() {
        let header = PNG.header()
        let indexed = PNG.header(depth: 1, colors: 3)
        let palette = PNG.chunk("PLTE", [1, 2, 3])
        var wrongChecksum = PNG.text
        wrongChecksum[10] ^= 1
        let rows: [String: [UInt8]] = [
            "no header": PNG.pixels + PNG.end,
            "header later": PNG.text + header + PNG.pixels + PNG.end,
            "two headers": header + header + PNG.pixels + PNG.end,
            "no pixels": header + PNG.end,
            "empty pixels": header + PNG.chunk("IDAT", []) + PNG.end,
            "no end": header + PNG.pixels,
            "text in the end": header + PNG.pixels + PNG.chunk("IEND", planted),
            "divided pixels": header + PNG.pixels + PNG.text + PNG.pixels + PNG.end,
            "unknown critical chunk": header + PNG.chunk("ABCD", planted) + PNG.pixels + PNG.end,
            "Apple's variant": PNG.chunk("CgBI", [0, 0, 0, 0]) + header + PNG.pixels + PNG.end,
            "wrong checksum": header + wrongChecksum + PNG.pixels + PNG.end,
            "no palette": indexed + PNG.pixels + PNG.end,
            "large palette": indexed + PNG.chunk("PLTE", [UInt8](0..<9)) + PNG.pixels + PNG.end,
            "two palettes": header + palette + palette + PNG.pixels + PNG.end,
            "palette behind": header + PNG.pixels + palette + PNG.end,
            "palette of other size": header + PNG.chunk("PLTE", [1, 2]) + PNG.pixels + PNG.end,
            "palette of gray": PNG.header(colors: 0) + palette + PNG.pixels + PNG.end,
            "length past the end": header + [0x7F, 0xFF, 0xFF, 0xFF] + "tEXt".utf8 + PNG.pixels,
            "length that overflows": header + [0xFF, 0xFF, 0xFF, 0xFF] + "tEXt".utf8 + PNG.pixels,
            "text in the header": PNG.chunk("IHDR", header[8..<21] + planted) + PNG.pixels
                + PNG.end,
        ]
        for (name, chunks) in rows {
            XCTAssertThrowsError(try Picture(cleaning: PNG.signature + chunks), name) {
                XCTAssertEqual($0 as? PictureError, .damaged, name)
            }
        }
    }

    func testSidesOutsideTheLimitsAreRefused() {
        let sides: [(UInt32, UInt32)] = [
            (0, 1), (1, 0), (8_001, 1), (1, 8_001), (0x7FFF_FFFF, 1), (.max, .max),
        ]
        for (width, height) in sides {
            let header = PNG.header(width: width, height: height)
            XCTAssertThrowsError(
                try Picture(cleaning: PNG.signature + header + PNG.pixels + PNG.end)
            ) { XCTAssertEqual($0 as? PictureError, .sides) }
        }
    }
}
