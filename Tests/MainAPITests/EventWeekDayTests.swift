import BookingDomain
import TextEncoding
import Timekeeping
import XCTest

@testable import MainAPI

/// One column of the week.
final class EventWeekDayTests: XCTestCase {
    func testEventsOfOneTitleAreOneItemWithTheirTimes() {
        let html = html([
            talk("Yoga", at: 7), talk("Breath", at: 8), talk("Yoga", at: 9, seatsLeft: 2),
            talk("Yoga", at: 18, seatsLeft: 0),
        ])
        XCTAssertEqual(html.matches(of: /<h4 dir="auto">Yoga/).count, 1)
        XCTAssertEqual(times(html), ["07:00", "09:00", "18:00", "08:00 – 09:00"])
        XCTAssertEqual(
            html.matches(of: /data-seats="few">(?:<span class="[^"]*">([^<]*)<\/span>)?<\/span>/)
                .map { $0.1.map(String.init) },
            [nil, "2 seats left", "Full"])
        for id in [7, 8, 9, 18] { XCTAssertTrue(html.contains("data-event=\"\(id)\"")) }
    }

    func testEventsThatDifferInMoreThanTheTimeAreItemsOfTheirOwn() {
        let html = html([
            talk("Yoga", at: 7), talk("Yoga", at: 9, price: 900), talk("yoga", at: 11),
        ])
        XCTAssertEqual(html.matches(of: /<article/).count, 3)
    }

    func testACrowdedDayIsInShortWithAFold() {
        let few = html((1...4).map { talk("Talk \($0)", at: $0) })
        XCTAssertFalse(few.contains("slot short"))
        XCTAssertFalse(few.contains("<details"))
        let some = html((1...8).map { talk("Talk \($0)", at: $0) })
        XCTAssertEqual(some.matches(of: /slot short/).count, 8)
        XCTAssertFalse(some.contains("<details"))
        let many = html((1...12).map { talk("Talk \($0)", at: $0) })
        XCTAssertTrue(many.contains("<summary class=\"button little\">4 more</summary>"), many)
        XCTAssertEqual(many.matches(of: /slot short/).count, 12, "the fold has the others")
        let nearly = html((1...9).map { talk("Talk \($0)", at: $0) })
        XCTAssertFalse(nearly.contains("<details"), "one item is no longer than its fold")
    }

    func testManyTimesOfATitleAreFolded() {
        let html = html((0..<20).map { talk("Open hour", at: $0) })
        XCTAssertEqual(html.matches(of: /<article/).count, 1)
        XCTAssertTrue(html.contains("8 more times"), html)
        XCTAssertEqual(times(html).count, 20)
    }

    private func html(_ events: [Event]) -> String {
        String(
            decoding: EventWeekDay(
                events, namesZone: false,
                site: Site(
                    root: "", address: "http://127.0.0.1:5000", assets: .embedded, centre: Centre())
            ).html.bytes, as: UTF8.self)
    }

    private func times(_ html: String) -> [String] {
        html.matches(of: /<time[^>]*>([^<]*)</).map { String($0.1) }
    }

    /// An event of one hour, whose id is its hour.
    private func talk(
        _ title: String, at hour: Int, seatsLeft: Int = 12, price: Int64 = 0
    ) -> Event {
        let start = moment("2027-02-12T00:00:00Z").adding(seconds: Int64(hour) * 3_600)
        return event(
            id: Int64(hour), title: title, timeZone: "UTC", startsAt: start.rfc3339,
            endsAt: start.adding(seconds: 3_600).rfc3339, seatsLeft: seatsLeft, price: price)
    }
}
