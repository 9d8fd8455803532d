import BookingDomain
import Timekeeping
import XCTest

/// Who is offered what, over tables of queues.
final class WaitlistQueueTests: XCTestCase {
    /// A queue such as `"2 3+ 1"`: seats, and a plus if fewer are accepted.
    private func offers(_ queue: String, free: Int) -> String {
        let waits = queue.split(separator: " ").enumerated().map { index, text in
            WaitlistQueue.Wait(
                entry: WaitlistEntryID(Int64(index + 1)), user: UserID(Int64(index + 1)),
                seats: Int(text.prefix { $0 != "+" }) ?? 0, acceptsFewer: text.hasSuffix("+"))
        }
        return WaitlistQueue.offers(to: waits, free: free)
            .map { "\($0.wait.entry):\($0.seats)" }.joined(separator: " ")
    }

    func testOffersFollowTheOrderOfTheQueue() {
        let table: [(queue: String, free: Int, offers: String)] = [
            ("", 3, ""),
            ("1 1 1", 0, ""),
            ("1 1 1", 2, "1:1 2:1"),
            ("2 1 1", 2, "1:2"),
            // Too many seats: passed over.
            ("3 1 1", 2, "2:1 3:1"),
            ("3 2 1", 3, "1:3"),
            ("3 2 1", 2, "2:2"),
            // Fewer are accepted.
            ("3+ 1", 2, "1:2"),
            ("1 3+ 1", 3, "1:1 2:2"),
            ("10+", 1, "1:1"),
            ("2 2 2+", 3, "1:2 3:1"),
        ]
        for (queue, free, expected) in table {
            XCTAssertEqual(offers(queue, free: free), expected, "\(queue), \(free) free")
        }
    }

    func testAnOfferIsOpenForAQuarterOfTheTimeToTheStart() {
        let rules = WaitlistRules.standard
        func length(_ startsIn: Int64, closing: Int64? = nil) -> Int64 {
            let event = Cast.retreat(startsIn: startsIn, closingMinutes: closing)
            return rules.endOfOffer(of: event, at: Cast.now).seconds(since: Cast.now)
        }
        let hour: Int64 = 3_600
        XCTAssertEqual(length(30 * 24 * hour), 12 * hour)
        XCTAssertEqual(length(48 * hour), 12 * hour)
        XCTAssertEqual(length(20 * hour), 5 * hour)
        XCTAssertEqual(length(2 * hour), hour / 2)
        XCTAssertEqual(length(hour / 2), hour / 4)
        XCTAssertEqual(length(600), 600, "not beyond the start")
        XCTAssertEqual(length(20 * hour, closing: 17 * 60), 3 * hour)
        XCTAssertEqual(length(20 * hour, closing: 20 * 60 - 5), 300)
    }

    func testTheStatusOfAWaitIsThatOfItsBooking() {
        typealias Status = WaitlistEntry.Status
        XCTAssertEqual(Status(hasLeft: false, booking: nil, wasConfirmed: false), .waiting)
        XCTAssertEqual(Status(hasLeft: true, booking: nil, wasConfirmed: false), .left)
        XCTAssertEqual(Status(hasLeft: false, booking: .held, wasConfirmed: false), .offered)
        XCTAssertEqual(Status(hasLeft: false, booking: .confirmed, wasConfirmed: true), .accepted)
        XCTAssertEqual(Status(hasLeft: false, booking: .cancelled, wasConfirmed: true), .accepted)
        XCTAssertEqual(Status(hasLeft: false, booking: .cancelled, wasConfirmed: false), .declined)
        XCTAssertEqual(Status(hasLeft: false, booking: .expired, wasConfirmed: false), .lapsed)
    }
}
