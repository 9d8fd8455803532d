import BookingDomain
import Timekeeping
import XCTest

final class RefundPolicyTests: XCTestCase {
    private let policy = RefundPolicy(stored: [
        .init(hoursBefore: 720, percent: 100), .init(hoursBefore: 168, percent: 50),
        .init(hoursBefore: 24, percent: 33),
    ])

    func testTheFirstTierWithEnoughNoticeDecides() {
        let hour: Int64 = 3600
        let table: [(notice: Int64, amount: Int64, refund: Int64, percent: Int64)] = [
            (1000 * hour, 3_000_000, 3_000_000, 100),
            (720 * hour, 3_000_000, 3_000_000, 100),
            (720 * hour - 1, 3_000_000, 1_500_000, 50),
            (168 * hour, 3_000_000, 1_500_000, 50),
            (168 * hour - 1, 3_000_000, 990_000, 33),
            (24 * hour, 3_000_000, 990_000, 33),
            (24 * hour - 1, 3_000_000, 0, 0),
            (0, 3_000_000, 0, 0),
            (-hour, 3_000_000, 0, 0),
        ]
        for row in table {
            let quote = refund(of: row.amount, notice: row.notice)
            XCTAssertEqual(quote.amount, row.refund, "with \(row.notice) s of notice")
            XCTAssertEqual(quote.percent, row.percent, "with \(row.notice) s of notice")
        }
    }

    func testSharesAreRoundedDown() {
        let notice: Int64 = 24 * 3600
        for (amount, share) in [(1, 0), (3, 0), (4, 1), (99, 32), (101, 33), (199, 65)] {
            XCTAssertEqual(refund(of: Int64(amount), notice: notice).amount, Int64(share))
        }
    }

    func testTheLargestAmountDoesNotOverflow() {
        XCTAssertEqual(refund(of: .max, notice: 720 * 3600).amount, .max)
        XCTAssertEqual(refund(of: .min, notice: 720 * 3600).amount, 0)
    }

    func testAQuoteHasItsReason() {
        XCTAssertEqual(refund(of: 0, notice: 720 * 3600).reason, .nothingPaid)
        XCTAssertEqual(refund(of: 100, notice: 0).reason, .tooLate)
        XCTAssertEqual(refund(of: 100, notice: 720 * 3600).reason, .noticeGiven(policy.tiers[0]))
        let none = RefundPolicy.none.refund(of: 100, cancelledAt: .earliest, startsAt: .latest)
        XCTAssertEqual(none, RefundQuote(amount: 0, percent: 0, reason: .noRefunds))
    }

    func testOnlyFallingTiersWithinTheirLimitsMakeAPolicy() {
        let table: [(tiers: [(Int64, Int64)], isGood: Bool)] = [
            ([], true), ([(0, 0)], true), ([(720, 100), (168, 50)], true),
            ([(87_600, 100)], true), ([(87_601, 100)], false), ([(-1, 100)], false),
            ([(1, 101)], false), ([(1, -1)], false), ([(5, 50), (5, 50)], false),
            ([(5, 50), (6, 50)], false),
            ([(168, 50), (24, 100)], false), ([(168, 50), (24, 51)], false),
            ([(720, 100), (168, 50), (24, 60)], false), ([(168, 50), (24, 50)], true),
            ([(168, 50), (24, 0)], true),
            ((0..<10).map { (Int64(20 - $0), 10) }, true),
            ((0..<11).map { (Int64(20 - $0), 10) }, false),
        ]
        for (tiers, isGood) in table {
            let policy = RefundPolicy(tiers.map { .init(hoursBefore: $0.0, percent: $0.1) })
            XCTAssertEqual(policy != nil, isGood, "\(tiers)")
        }
    }

    private func refund(of amount: Int64, notice: Int64) -> RefundQuote {
        policy.refund(
            of: amount, cancelledAt: Cast.now, startsAt: Cast.now.adding(seconds: notice))
    }
}
