import Foundation
import XCTest

@testable import HTTP

/// Random input with fixed seeds, so that failures are reproducible; see also `Scripts/fuzz`.
final class FuzzTests: XCTestCase {
    /// Parts of requests that a mutation inserts.
    private let words = [
        "\r\n", "\r", "\n", "\r\n\r\n", " ", "\t", ":", ",", ";", "=", "\"", "\\", "%", "/", "?",
        "0", "5", "-", "+", "\u{0}", "\u{80}", "\u{FF}", "GET ", "POST ", " HTTP/1.1\r\n",
        "Host: a\r\n",
        "Content-Length: ", "Transfer-Encoding: chunked\r\n", "Connection: close\r\n",
        "Expect: 100-continue\r\n", "0\r\n\r\n", "5\r\nhello\r\n", "ffffffffffffffff", "http://",
        "[::1]", "99999999999999999999",
    ].map(bytes)

    private func mutate(_ input: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var output = input
        for _ in 0...random.below(4) {
            let index = random.below(output.count + 1)
            switch random.below(6) {
            case 0: output.insert(contentsOf: words[random.below(words.count)], at: index)
            case 1: output.insert(UInt8(truncatingIfNeeded: random.next()), at: index)
            case 2 where index < output.count: output.remove(at: index)
            case 3 where index < output.count: output[index] ^= 1 << UInt8(random.below(8))
            case 4: output.removeSubrange(index..<min(output.count, index + random.below(20)))
            default: output.append(contentsOf: output[index..<min(output.count, index + 40)])
            }
        }
        return output
    }

    func testMutatedRequestsGiveTheSameResultForAnyDivision() {
        let rows = (rejectedRows + answeredRows).filter { $0.bytes.count < 600 }.map(\.bytes)
        var random = SplitMix64(seed: 1)
        for number in 0..<60_000 {
            let first = mutate(rows[random.below(rows.count)], &random)
            let input = random.below(2) == 0 ? first : first + rows[random.below(rows.count)]
            if let error = ParserOutcome.error(in: input, cutBy: &random) {
                return XCTFail("input \(number), \(text(input)): \(error)")
            }
        }
    }

    func testRandomInputGivesTheSameResultForAnyDivision() {
        var random = SplitMix64(seed: 2)
        for number in 0..<20_000 {
            var input: [UInt8] = []
            for _ in 0..<random.below(40) { input += words[random.below(words.count)] }
            if let error = ParserOutcome.error(in: input, cutBy: &random) {
                return XCTFail("input \(number), \(text(input)): \(error)")
            }
        }
    }

    func testChunkedContentIsDecodedAsItWasEncoded() {
        var random = SplitMix64(seed: 3)
        for _ in 0..<5_000 {
            let content = (0..<random.below(200)).map { _ in
                UInt8(truncatingIfNeeded: random.next())
            }
            var coding: [UInt8] = []
            var start = 0
            while start < content.count {
                let end = min(content.count, start + 1 + random.below(50))
                coding += bytes(String(end - start, radix: 16) + "\r\n")
                coding += content[start..<end] + [0x0D, 0x0A]
                start = end
            }
            let outcome = ParserOutcome(of: [bytes(chunked("")) + coding + bytes("0\r\n\r\n")])
            XCTAssertEqual(outcome.messages.first?.body, content)
        }
    }

    /// Input from the fuzzer that once made the parser fail.
    func testSeedsGiveTheSameResultForAnyDivision() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Seeds")
        for file in try FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: nil)
        {
            let input = [UInt8](try Data(contentsOf: file))
            for seed in 0..<200 {
                var random = SplitMix64(seed: UInt64(seed))
                XCTAssertNil(
                    ParserOutcome.error(in: input, cutBy: &random), file.lastPathComponent)
            }
        }
    }

    private func text(_ bytes: [UInt8]) -> String {
        String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) })).debugDescription
    }
}
