import Credentials
import XCTest

final class SHA256Tests: XCTestCase {
    /// The examples of FIPS 180-4, as NIST publishes them.
    private let examples: [(message: String, digest: String)] = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ]

    func testTheExamplesOfTheStandardMatch() {
        for (message, digest) in examples {
            XCTAssertEqual(SHA256.hash(Array(message.utf8)).hexadecimal, digest)
        }
    }

    func testAMessageHashesTheSameInAnyParts() {
        for length in [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 129, 192] {
            let message = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ 1) }
            let whole = SHA256.hash(message)
            for cut in 0...length {
                var hash = SHA256()
                hash.update(Array(message[..<cut]))
                hash.update(Array(message[cut...]))
                XCTAssertEqual(hash.finalize(), whole, "\(length) bytes cut at \(cut)")
            }
            var byByte = SHA256()
            for byte in message { byByte.update([byte]) }
            XCTAssertEqual(byByte.finalize(), whole, "\(length) bytes one by one")
        }
    }

    func testEveryLengthUpToThreeBlocksHashesAsInPython() {
        // The hash of the digests of "a" repeated 0 to 199 times, computed with Python.
        var all = SHA256()
        for length in 0..<200 {
            let message = [UInt8](repeating: UInt8(ascii: "a"), count: length)
            all.update(SHA256.hash(message).bytes)
        }
        XCTAssertEqual(
            all.finalize().hexadecimal,
            "752c007f38611cfbf5fa42cb1cea3d8e086491c844d0cc4defd632cb81423506")
    }

    func testACopyIsIndependent() {
        var hash = SHA256()
        hash.update(Array("ab".utf8))
        var copy = hash
        copy.update(Array("d".utf8))
        hash.update(Array("c".utf8))
        XCTAssertEqual(hash.finalize(), SHA256.hash(Array("abc".utf8)))
        XCTAssertEqual(copy.finalize(), SHA256.hash(Array("abd".utf8)))
    }

    func testADigestNeedsExactly32Bytes() {
        let digest = SHA256.hash([1, 2, 3])
        XCTAssertEqual(digest.bytes.count, Digest.byteCount)
        XCTAssertEqual(Digest(digest.bytes), digest)
        XCTAssertNil(Digest(digest.bytes.dropLast()))
        XCTAssertNil(Digest(digest.bytes + [0]))
        XCTAssertNil(Digest([]))
    }

    func testDigestsAreEqualOnlyWhenEveryByteIs() {
        let digest = SHA256.hash([])
        XCTAssertTrue(digest.isEqualInConstantTime(to: digest))
        for index in 0..<Digest.byteCount {
            var bytes = digest.bytes
            bytes[index] ^= 0x80
            XCTAssertEqual(Digest(bytes)?.isEqualInConstantTime(to: digest), false)
        }
    }
}
