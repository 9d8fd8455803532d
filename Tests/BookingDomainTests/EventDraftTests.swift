import BookingDomain
import JSONCoding
import Timekeeping
import XCTest

final class EventDraftTests: XCTestCase {
    func testValidFieldsMakeADraft() throws {
        let draft = try EventDraft(Cast.fields)
        XCTAssertEqual(draft.content.title, "Morning Yoga")
        XCTAssertEqual(draft.content.kind, .session)
        XCTAssertEqual(draft.capacity, 12)
        XCTAssertEqual(draft.content.currency.code, "EUR")
        XCTAssertEqual(draft.content.refundPolicy.tiers.count, 1)
    }

    func testAFreeSessionNeedsOnlyTitleTimesAndCapacity() throws {
        let draft = try EventDraft(
            EventFields(
                title: "Sit", startsAt: Cast.now, endsAt: Cast.now.adding(seconds: 1), capacity: 1))
        XCTAssertEqual(draft.content.kind, .session)
        XCTAssertEqual(draft.content.timeZone, "UTC")
        XCTAssertEqual(draft.content.price, 0)
        XCTAssertEqual(draft.content.refundPolicy, .none)
    }

    func testEveryMissingFieldIsNamed() {
        XCTAssertEqual(
            errors(of: EventFields(price: 1)).map(\.field),
            ["title", "starts_at", "ends_at", "capacity", "currency"])
        XCTAssertTrue(errors(of: EventFields()).allSatisfy { $0.code == "required" })
    }

    func testEachFieldHasLimits() {
        let long = EventDraft.maximumSeconds
        let tier = RefundPolicy.Tier(hoursBefore: 1, percent: 1)
        typealias Row = (field: String, code: String?, edit: (inout EventFields) -> Void)
        let table: [Row] = [
            ("title", nil, { $0.title = String(repeating: "é", count: 200) }),
            ("title", "too_long", { $0.title = String(repeating: "é", count: 201) }),
            ("title", "too_short", { $0.title = "" }),
            ("title", "too_short", { $0.title = " \u{3000} " }),
            ("title", "invalid", { $0.title = "a\nb" }),
            ("title", "invalid", { $0.title = "a\u{202E}b" }),
            ("title", "invalid", { $0.title = "a\u{0}b" }),
            ("description", nil, { $0.description = String(repeating: "d", count: 10_000) }),
            ("description", "too_long", { $0.description = String(repeating: "d", count: 10_001) }),
            ("description", nil, { $0.description = "a\r\n\tb" }),
            ("description", "invalid", { $0.description = "a\u{7}" }),
            ("kind", "invalid", { $0.kind = "workshop" }),
            ("location", "too_long", { $0.location = String(repeating: "x", count: 201) }),
            ("time_zone", "invalid", { $0.timeZone = "Mars/Olympus" }),
            ("time_zone", "invalid", { $0.timeZone = "../../etc/passwd" }),
            ("ends_at", "out_of_range", { $0.endsAt = Cast.now }),
            ("ends_at", nil, { $0.endsAt = Cast.now.adding(seconds: long) }),
            ("ends_at", "out_of_range", { $0.endsAt = Cast.now.adding(seconds: long + 1) }),
            ("capacity", "out_of_range", { $0.capacity = 0 }),
            ("capacity", nil, { $0.capacity = 10_000_000 }),
            ("capacity", "out_of_range", { $0.capacity = 10_000_001 }),
            ("capacity", "out_of_range", { $0.capacity = .max }),
            ("price", "out_of_range", { $0.price = -1 }),
            ("price", nil, { $0.price = 99_999_999 }),
            ("price", "out_of_range", { $0.price = 100_000_000 }),
            ("currency", "invalid", { $0.currency = "XAU" }),
            ("currency", "invalid", { $0.currency = "eur" }),
            ("currency", "invalid", { $0.currency = "H\u{212A}D" }),
            ("visibility", nil, { $0.visibility = "draft" }),
            ("visibility", "invalid", { $0.visibility = "secret" }),
            ("booking_closes_minutes_before", nil, { $0.bookingClosesMinutesBefore = 525_600 }),
            (
                "booking_closes_minutes_before", "out_of_range",
                { $0.bookingClosesMinutesBefore = 525_601 }
            ),
            (
                "booking_closes_minutes_before", "out_of_range",
                { $0.bookingClosesMinutesBefore = -1 }
            ),
            ("reason", nil, { $0.reason = String(repeating: "é", count: 500) }),
            ("reason", "too_long", { $0.reason = String(repeating: "é", count: 501) }),
            ("reason", "invalid", { $0.reason = "a\nb" }),
            ("reason", "invalid", { $0.reason = "a\u{202E}b" }),
            ("refund_policy", "invalid", { $0.refundPolicy = [tier, tier] }),
        ]
        for row in table {
            var fields = Cast.fields
            row.edit(&fields)
            let found = errors(of: fields)
            XCTAssertEqual(found.first?.code, row.code, row.field)
            XCTAssertEqual(found.map(\.field), row.code == nil ? [] : [row.field])
        }
    }

    func testAnEditKeepsFieldsItLeavesOut() throws {
        let retreat = Cast.retreat()
        let same = try EventDraft(editing: retreat, with: EventFields())
        XCTAssertTrue(same.matches(retreat))
        let renamed = try EventDraft(editing: retreat, with: EventFields(title: "Silence"))
        XCTAssertFalse(renamed.matches(retreat))
        XCTAssertFalse(renamed.moves(retreat))
        XCTAssertEqual(renamed.content.location, "Rishikesh")
        let moved = try EventDraft(editing: retreat, with: EventFields(location: "Goa"))
        XCTAssertTrue(moved.moves(retreat))
    }

    func testAnEditIsValidatedTogetherWithKeptFields() {
        let retreat = Cast.retreat()
        let late = EventFields(startsAt: retreat.endsAt)
        XCTAssertThrowsError(try EventDraft(editing: retreat, with: late)) { error in
            XCTAssertEqual((error as? InvalidFields)?.errors.map(\.field), ["ends_at"])
        }
    }

    func testAnEventKeepsAPolicyFromBeforeARule() throws {
        let old = RefundPolicy(stored: [
            .init(hoursBefore: 48, percent: 10), .init(hoursBefore: 24, percent: 90),
        ])
        let event = Cast.retreat(refundPolicy: old)
        for policy in [nil, old.tiers] {
            let fields = EventFields(title: "Silence", refundPolicy: policy)
            let draft = try EventDraft(editing: event, with: fields)
            XCTAssertEqual(draft.content.refundPolicy, old)
        }
        let other = EventFields(refundPolicy: [old.tiers[0], .init(hoursBefore: 24, percent: 80)])
        XCTAssertThrowsError(try EventDraft(editing: event, with: other)) { error in
            XCTAssertEqual((error as? InvalidFields)?.errors.map(\.field), ["refund_policy"])
        }
    }

    func testTheLimitOfAPriceInAnUnknownCurrencyNamesNoOther() {
        let fields = EventFields(
            title: "Yoga", startsAt: Cast.now, endsAt: Cast.now.adding(seconds: 60), capacity: 1,
            price: 100_000_000, currency: "XXQ")
        XCTAssertEqual(
            errors(of: fields).map(\.detail),
            [
                "The price must not be more than 99,999,999 minor units.",
                "The currency must be a code such as EUR.",
            ])
    }

    /// Facilitators read the details beside their fields, and do not know the names on the wire.
    func testDetailsAreSentencesWithoutNamesOfTheWire() {
        let tier = RefundPolicy.Tier(hoursBefore: 1, percent: 1)
        let details = [
            EventFields(),
            EventFields(
                title: " ", description: "\u{7}", kind: "x", location: "\n", timeZone: "x",
                startsAt: Cast.now, endsAt: Cast.now, capacity: 0, price: -1, currency: "x",
                refundPolicy: [tier, tier]),
            EventFields(
                title: String(repeating: "x", count: 201), startsAt: Cast.now,
                endsAt: Cast.now.adding(seconds: EventDraft.maximumSeconds + 1), capacity: 1,
                price: 100_000_000, currency: "JPY",
                refundPolicy: [tier, .init(hoursBefore: 0, percent: 2)]),
        ].flatMap { errors(of: $0).map(\.detail) }
        XCTAssertEqual(details.count, 18)
        XCTAssertTrue(details.contains("The price must not be more than ¥99,999,999."))
        for detail in details {
            XCTAssertTrue(detail.first?.isUppercase == true && detail.hasSuffix("."), detail)
            XCTAssertFalse(detail.contains("_"), detail)
        }
    }

    private func errors(of fields: EventFields) -> [FieldError] {
        do throws(InvalidFields) {
            _ = try EventDraft(fields)
            return []
        } catch {
            return error.errors
        }
    }
}
