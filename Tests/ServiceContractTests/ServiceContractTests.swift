import BookingDomain
import JSONCoding
import ServiceContract
import Timekeeping
import XCTest

final class ServiceContractTests: XCTestCase {
    func testANoticeWithOnlyTheRequiredFieldsIsValid() throws {
        let notice = try BookingNotice(
            json: [
                "booking_id": 101, "user": "Bhavin", "event": "Meditation Retreat",
                "facilitator_id": 2,
            ])
        XCTAssertEqual(
            notice,
            BookingNotice(
                bookingID: 101, user: "Bhavin", event: "Meditation Retreat", facilitatorID: 2))
    }

    func testANoticeWithAllFieldsReadsBackAsWritten() throws {
        var notice = BookingNotice(bookingID: 1, user: "B", event: "E", facilitatorID: 2)
        notice.notificationID = "aa"
        notice.sequence = 9
        notice.type = BookingNotice.Kind.refunded
        notice.userID = 3
        notice.eventID = 4
        notice.seats = 5
        notice.status = "refunded"
        notice.paymentStatus = "success"
        notice.amountPaid = 600
        notice.currency = "INR"
        notice.dispute = "open"
        notice.occurredAt = Timestamp(clamping: 1_799_539_200)
        XCTAssertEqual(try BookingNotice(json: JSONValue(parsing: notice.json)), notice)
    }

    func testEachInvalidFieldOfANoticeIsReported() throws {
        let wrong: JSONValue = [
            "booking_id": 0, "user": "", "event": 7, "seats": -1, "currency": "RUPEE",
            "occurred_at": "yesterday",
        ]
        XCTAssertThrowsError(try BookingNotice(json: wrong)) { error in
            XCTAssertEqual(
                Set((error as? InvalidFields)?.errors.map(\.field) ?? []),
                [
                    "booking_id", "user", "event", "facilitator_id", "seats", "currency",
                    "occurred_at",
                ])
        }
    }

    func testACommandContainsTheEventUnchanged() throws {
        let event: JSONValue = [
            "title": "Silence", "refund_policy": [["hours_before": 24, "percent": 50]],
        ]
        let command = FacilitatorCommand(
            facilitator: Facilitator(id: FacilitatorID(2), name: "Arjun Patel"),
            event: try XCTUnwrap(event.object))
        XCTAssertEqual(
            String(decoding: command.json, as: UTF8.self),
            """
            {"facilitator":{"id":2,"name":"Arjun Patel"},"event":{"title":"Silence",\
            "refund_policy":[{"hours_before":24,"percent":50}]}}
            """)
        XCTAssertEqual(try FacilitatorCommand(json: JSONValue(parsing: command.json)), command)
    }

    func testAReconciliationEntryReadsBackAsWritten() throws {
        let entry = ReconciliationEntry(
            bookingID: 1, facilitatorID: 2, eventID: 3, user: "B", status: "confirmed", seats: 4,
            sequence: 5, notices: 6, delivered: 7)
        XCTAssertEqual(try ReconciliationEntry(json: JSONValue(parsing: entry.json)), entry)
    }

    func testPathsMatchTheirPatterns() {
        XCTAssertEqual(
            InternalPath.event(7, ofFacilitator: 2),
            InternalPath.eventPattern.replacing("{facilitator_id}", with: "2")
                .replacing("{event_id}", with: "7"))
        XCTAssertEqual(
            InternalPath.events(ofFacilitator: 2),
            InternalPath.eventsPattern.replacing("{facilitator_id}", with: "2"))
        XCTAssertEqual(
            InternalPath.users(seenByFacilitator: 2),
            InternalPath.usersPattern.replacing("{facilitator_id}", with: "2"))
    }
}
