import Credentials
import XCTest

final class PasswordHashTests: XCTestCase {
    private func hash(_ password: String) throws -> String {
        try PasswordHash.make(password, cost: .minimum)
    }

    func testAHashMatchesOnlyItsPassword() throws {
        let hash = try hash("correct horse")
        XCTAssertTrue(hash.hasPrefix("$y$"))
        XCTAssertTrue(PasswordHash.verify("correct horse", against: hash))
        for other in ["", "correct horse ", "Correct horse", "correct hors", "battery staple"] {
            XCTAssertFalse(PasswordHash.verify(other, against: hash), other)
        }
    }

    func testTheSamePasswordHashesDifferentlyEachTime() throws {
        XCTAssertNotEqual(try hash("a"), try hash("a"))
    }

    func testAPasswordIsNormalized() throws {
        let hash = try hash("cafe\u{301} \u{1100}\u{1161}")
        XCTAssertTrue(PasswordHash.verify("caf\u{E9} \u{AC00}", against: hash))
        XCTAssertFalse(PasswordHash.verify("cafe \u{AC00}", against: hash))
    }

    func testEveryByteOfALongPasswordCounts() throws {
        let longest = String(repeating: "a", count: PasswordHash.maximumBytes - 1)
        let hash = try hash(longest + "b")
        XCTAssertTrue(PasswordHash.verify(longest + "b", against: hash))
        XCTAssertFalse(PasswordHash.verify(longest + "c", against: hash))
    }

    func testAPasswordThatIsTooLongOrHasAZeroByteIsRefused() throws {
        let tooLong = String(repeating: "a", count: PasswordHash.maximumBytes + 1)
        for password in [tooLong, "a\0b", "\0", String(repeating: "é", count: 100_000)] {
            XCTAssertThrowsError(try hash(password)) { error in
                guard case PasswordHashError.unusablePassword = error else {
                    return XCTFail("\(error)")
                }
            }
        }
        let hash = try hash("a")
        XCTAssertFalse(PasswordHash.verify("a\0b", against: hash))
        XCTAssertFalse(PasswordHash.verify(tooLong, against: hash))
    }

    func testAnInvalidHashMatchesNoPassword() throws {
        let made = try hash("a")
        let hashes = [
            "", "a", "*0", "*1", "$y$", "$y$j75$", "$y$j9T$$", "$y$\0", String(made.dropLast()),
            made + "a", "\(made)\0",
        ]
        for hash in hashes {
            XCTAssertFalse(PasswordHash.verify("a", against: hash), hash)
        }
    }

    func testAHashOfAnotherMethodMatchesNoPassword() {
        for hash in [
            "$1$saltsalt$MzDjbImyzEz2m0NTiPzNW/",
            "$5$saltsalt$Mtm6KOxb.PwaKES1sp80SDYOu1T0RdwsBVakhLiqA64",
            "$6$saltsalt$8gzUrz5S2/0AfMGfui2LllQQ2fwu.jYnAVGef2XY7gAo0jNF"
                + "rzHsTq9lMr2ze7QvIJxr4BYOKdgDpx4Va9Atb1",
        ] {
            XCTAssertFalse(PasswordHash.verify("a", against: hash), hash)
        }
    }

    func testTheDecoyHasTheStandardCostAndMatchesNoPassword() throws {
        let real = try PasswordHash.make("a")
        XCTAssertEqual(PasswordHash.decoy.prefix(7), real.prefix(7), "another cost")
        XCTAssertEqual(PasswordHash.decoy.utf8.count, real.utf8.count)
        for password in ["", "a", "password", PasswordHash.decoy] {
            XCTAssertFalse(PasswordHash.verify(password, against: PasswordHash.decoy))
        }
    }
}
