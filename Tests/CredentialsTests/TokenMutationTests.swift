import Credentials
import TextEncoding
import Timekeeping
import XCTest

/// Only the valid token itself is accepted, not its mutations.
final class TokenMutationTests: XCTestCase {
    private let now = Timestamp(clamping: 1_802_403_000)
    private var authority: JSONWebTokenAuthority!
    private var token = ""
    private var segments: [String] = []

    override func setUpWithError() throws {
        authority = try JSONWebTokenAuthority(
            key: Array("0123456789abcdef0123456789abcdef".utf8), issuer: "main",
            audience: "guests")
        token = authority.sign(
            TokenClaims(
                subject: 42, role: "user", generation: 3, issuedAt: now, notBefore: now,
                expiresAt: now.adding(seconds: 3_600)))
        segments = token.split(separator: ".").map(String.init)
        // The authority now has the token in its cache.
        _ = try authority.verify(token, now: now)
    }

    private func isAccepted(_ other: String) -> Bool {
        (try? authority.verify(other, now: now)) != nil
    }

    func testEveryFlippedBitOfTheTextIsRefused() {
        let bytes = Array(token.utf8)
        for (index, bit) in bytes.indices.flatMap({ index in (0..<8).map { (index, $0) } }) {
            var other = bytes
            other[index] ^= 1 << bit
            XCTAssertFalse(
                isAccepted(String(decoding: other, as: UTF8.self)), "byte \(index), bit \(bit)")
        }
        XCTAssertTrue(isAccepted(token))
    }

    func testEveryFlippedBitOfADecodedSegmentIsRefused() throws {
        for (place, segment) in segments.enumerated() {
            let bytes = try XCTUnwrap(Base64URL.decode(segment))
            for (index, bit) in bytes.indices.flatMap({ index in (0..<8).map { (index, $0) } }) {
                var other = bytes
                other[index] ^= 1 << bit
                var changed = segments
                changed[place] = Base64URL.encode(other)
                XCTAssertFalse(
                    isAccepted(changed.joined(separator: ".")),
                    "segment \(place), byte \(index), bit \(bit)")
            }
        }
    }

    /// Every sequence of up to five segments, each one of the three or empty.
    func testSegmentsInAnotherOrderAreRefused() {
        let pieces = segments + [""]
        var rows: [[String]] = [[]]
        var accepted: [[String]] = []
        for _ in 1...5 {
            rows = rows.flatMap { row in pieces.map { row + [$0] } }
            accepted += rows.filter { isAccepted($0.joined(separator: ".")) }
        }
        XCTAssertEqual(accepted, [segments])
    }

    func testAnotherSpellingOfASegmentIsRefused() throws {
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        for (place, segment) in segments.enumerated() {
            var spellings = alphabet.map { "\(segment.dropLast())\($0)" }
            spellings += [
                segment + "=", segment + "==", segment + "A", segment + "\n", " " + segment,
                segment + "\0", segment + "%3D", segment + "\u{200B}", "\u{FEFF}" + segment,
            ]
            spellings += ["+", "/", "*", "é", "Ａ"].map { $0 + segment.dropFirst() }
            for spelling in spellings where spelling != segment {
                var changed = segments
                changed[place] = spelling
                XCTAssertFalse(isAccepted(changed.joined(separator: ".")), spelling)
            }
        }
    }
}
