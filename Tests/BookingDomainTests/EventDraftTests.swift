import BookingDomain
import Timekeeping
import XCTest

final class EventDraftTests: XCTestCase {
    func testGoodFieldsMakeADraft() throws {
        let draft = try EventDraft(Cast.fields)
        XCTAssertEqual(draft.title, "Morning Yoga")
        XCTAssertEqual(draft.kind, .session)
        XCTAssertEqual(draft.capacity, 12)
        XCTAssertEqual(draft.currency.code, "EUR")
        XCTAssertEqual(draft.refundPolicy.tiers.count, 1)
    }

    func testAFreeSessionNeedsNoMoreThanTitleTimesAndCapacity() throws {
        let draft = try EventDraft(
            EventFields(
                title: "Sit", startsAt: Cast.now, endsAt: Cast.now.adding(seconds: 1), capacity: 1))
        XCTAssertEqual(draft.kind, .session)
        XCTAssertEqual(draft.timeZone, "UTC")
        XCTAssertEqual(draft.price, 0)
        XCTAssertEqual(draft.refundPolicy, .none)
    }

    func testEveryMissingFieldIsNamedAtOnce() {
        XCTAssertEqual(
            faults(of: EventFields(price: 1)).map(\.field),
            ["title", "starts_at", "ends_at", "capacity", "currency"])
        XCTAssertTrue(faults(of: EventFields()).allSatisfy { $0.code == .required })
    }

    func testEachFieldIsHeldToItsLimits() {
        let long = EventDraft.longestSeconds
        let tier = RefundPolicy.Tier(hoursBefore: 1, percent: 1)
        typealias Row = (field: String, code: FieldFault.Code?, edit: (inout EventFields) -> Void)
        let table: [Row] = [
            ("title", nil, { $0.title = String(repeating: "é", count: 200) }),
            ("title", .tooLong, { $0.title = String(repeating: "é", count: 201) }),
            ("title", .tooShort, { $0.title = "" }),
            ("title", .tooShort, { $0.title = " \u{3000} " }),
            ("title", .invalid, { $0.title = "a\nb" }),
            ("title", .invalid, { $0.title = "a\u{202E}b" }),
            ("title", .invalid, { $0.title = "a\u{0}b" }),
            ("description", nil, { $0.description = String(repeating: "d", count: 10_000) }),
            ("description", .tooLong, { $0.description = String(repeating: "d", count: 10_001) }),
            ("description", nil, { $0.description = "a\r\n\tb" }),
            ("description", .invalid, { $0.description = "a\u{7}" }),
            ("kind", .invalid, { $0.kind = "workshop" }),
            ("location", .tooLong, { $0.location = String(repeating: "x", count: 201) }),
            ("time_zone", .invalid, { $0.timeZone = "Mars/Olympus" }),
            ("time_zone", .invalid, { $0.timeZone = "../../etc/passwd" }),
            ("ends_at", .outOfRange, { $0.endsAt = Cast.now }),
            ("ends_at", nil, { $0.endsAt = Cast.now.adding(seconds: long) }),
            ("ends_at", .outOfRange, { $0.endsAt = Cast.now.adding(seconds: long + 1) }),
            ("capacity", .outOfRange, { $0.capacity = 0 }),
            ("capacity", nil, { $0.capacity = 10_000_000 }),
            ("capacity", .outOfRange, { $0.capacity = 10_000_001 }),
            ("capacity", .outOfRange, { $0.capacity = .max }),
            ("price", .outOfRange, { $0.price = -1 }),
            ("price", nil, { $0.price = 99_999_999 }),
            ("price", .outOfRange, { $0.price = 100_000_000 }),
            ("currency", .invalid, { $0.currency = "XAU" }),
            ("currency", .invalid, { $0.currency = "eur" }),
            ("currency", .invalid, { $0.currency = "H\u{212A}D" }),
            ("refund_policy", .invalid, { $0.refundPolicy = [tier, tier] }),
        ]
        for row in table {
            var fields = Cast.fields
            row.edit(&fields)
            let found = faults(of: fields)
            XCTAssertEqual(found.first?.code, row.code, row.field)
            XCTAssertEqual(found.map(\.field), row.code == nil ? [] : [row.field])
        }
    }

    func testAnEditKeepsWhatItLeavesOut() throws {
        let retreat = Cast.retreat()
        let same = try EventDraft(editing: retreat, with: EventFields())
        XCTAssertTrue(same.isAlready(retreat))
        let renamed = try EventDraft(editing: retreat, with: EventFields(title: "Silence"))
        XCTAssertFalse(renamed.isAlready(retreat))
        XCTAssertFalse(renamed.moves(retreat))
        XCTAssertEqual(renamed.location, "Rishikesh")
        let moved = try EventDraft(editing: retreat, with: EventFields(location: "Goa"))
        XCTAssertTrue(moved.moves(retreat))
    }

    func testAnEditIsJudgedTogetherWithWhatItKeeps() {
        let retreat = Cast.retreat()
        let late = EventFields(startsAt: retreat.endsAt)
        XCTAssertThrowsError(try EventDraft(editing: retreat, with: late)) { error in
            XCTAssertEqual((error as? InvalidDraft)?.faults.map(\.field), ["ends_at"])
        }
    }

    private func faults(of fields: EventFields) -> [FieldFault] {
        do throws(InvalidDraft) {
            _ = try EventDraft(fields)
            return []
        } catch {
            return error.faults
        }
    }
}
