import Credentials
import TextEncoding
import Timekeeping
import XCTest

/// One good token, and everything near it: only the token itself is taken.
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
        // From here on the authority knows the token by heart too.
        _ = try authority.verify(token, now: now)
    }

    private func isTaken(_ other: String) -> Bool {
        (try? authority.verify(other, now: now)) != nil
    }

    func testEveryFlippedBitOfTheTextIsRefused() {
        let octets = Array(token.utf8)
        for (index, bit) in octets.indices.flatMap({ index in (0..<8).map { (index, $0) } }) {
            var other = octets
            other[index] ^= 1 << bit
            XCTAssertFalse(
                isTaken(String(decoding: other, as: UTF8.self)), "octet \(index), bit \(bit)")
        }
        XCTAssertTrue(isTaken(token))
    }

    func testEveryFlippedBitOfWhatASegmentStandsForIsRefused() throws {
        for (place, segment) in segments.enumerated() {
            let octets = try XCTUnwrap(Base64URL.decode(segment))
            for (index, bit) in octets.indices.flatMap({ index in (0..<8).map { (index, $0) } }) {
                var other = octets
                other[index] ^= 1 << bit
                var changed = segments
                changed[place] = Base64URL.encode(other)
                XCTAssertFalse(
                    isTaken(changed.joined(separator: ".")),
                    "segment \(place), octet \(index), bit \(bit)")
            }
        }
    }

    /// Swapped, dropped, doubled: every row of up to five of the three segments and of nothing.
    func testSegmentsAreTakenInTheirOneOrderOnly() {
        let pieces = segments + [""]
        var rows: [[String]] = [[]]
        var taken: [[String]] = []
        for _ in 1...5 {
            rows = rows.flatMap { row in pieces.map { row + [$0] } }
            taken += rows.filter { isTaken($0.joined(separator: ".")) }
        }
        XCTAssertEqual(taken, [segments])
    }

    func testASegmentHasOneSpelling() throws {
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
                XCTAssertFalse(isTaken(changed.joined(separator: ".")), spelling)
            }
        }
    }
}
