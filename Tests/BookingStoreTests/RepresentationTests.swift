import BookingDomain
import BookingStore
import JSONCoding
import MainAPI
import SQLite
import Timekeeping
import XCTest

final class RepresentationTests: StoreTestCase {
    func testAnEventHasExactlyTheFieldsOfTheContract() throws {
        let event = try makeEvent(price: 250, refunds: [.init(hoursBefore: 24, percent: 50)])
        XCTAssertEqual(
            try text(event),
            """
            {"id":1,"title":"Meditation","description":"Sitting still.","kind":"session",\
            "facilitator_id":2,"facilitator":{"id":2,"name":"Arjun Patel"},\
            "location":"Rishikesh","time_zone":"Asia/Kolkata",\
            "starts_at":"2027-01-20T00:00:00Z","ends_at":"2027-01-20T01:00:00Z",\
            "capacity":20,"seats_left":20,"price":250,"currency":"INR","status":"scheduled",\
            "refund_policy":[{"hours_before":24,"percent":50}],"version":1}
            """)
    }

    func testABookingContainsItsEvent() throws {
        let booking = try book(makeEvent(price: 250), by: bhavin, seats: 2)
        let event = try text(booking.event)
        XCTAssertEqual(
            try text(booking),
            """
            {"id":1,"event_id":1,"event":\(event),"seats":2,"status":"held",\
            "hold_expires_at":"2027-01-10T00:15:00Z","amount":500,"amount_paid":0,\
            "currency":"INR","payment_id":null,"payment_status":"pending",\
            "payment_provider":null,"refund_id":null,"refund_status":null,"refunded_at":null,\
            "refund_policy":[],"created_at":"2027-01-10T00:00:00Z","confirmed_at":null,\
            "cancelled_at":null}
            """)
    }

    func testAFreeBookingHasNoPaymentStatus() throws {
        let booking = try JSONValue(parsing: book(makeEvent(), by: bhavin).json)
        XCTAssertEqual(booking["payment_status"], .null)
        XCTAssertEqual(booking["hold_expires_at"], .null)
        XCTAssertEqual(booking["status"], "confirmed")
    }

    func testABookingWithItsTimelineContainsEachChange() throws {
        let booking = try book(makeEvent(), by: bhavin)
        let cancelled = try perform { try $0.cancelBooking(booking.id, of: bhavin) }
        XCTAssertEqual(
            try JSONValue(parsing: cancelled.json)["cancellation"]?["reason"], "nothing_paid")
        let history = try XCTUnwrap(
            database.read { try $0.bookings.history(of: booking.id, for: bhavin) })
        XCTAssertEqual(
            try JSONValue(parsing: history.json)["timeline"],
            [
                ["kind": "confirmed", "actor": "guest", "at": "2027-01-10T00:00:00Z"],
                ["kind": "cancelled", "actor": "guest", "at": "2027-01-10T00:00:00Z"],
            ])
    }

    func testAListContainsItsPage() throws {
        _ = try (makeEvent(), makeEvent())
        let page = try database.read {
            try $0.events.page(EventFilter(), PageRequest(limit: 1))
        }
        let json = try JSONValue(parsing: page.json)
        XCTAssertEqual(json["data"]?.array?.count, 1)
        XCTAssertEqual(json["page"], ["next": "1800403200-1", "limit": 1])
    }

    func testAnInboxContainsItsUnreadCount() throws {
        let inbox = try database.read {
            try $0.notifications.inbox(of: bhavin, PageRequest())
        }
        XCTAssertEqual(
            try text(inbox), #"{"data":[],"page":{"next":null,"limit":50},"unread":0}"#)
    }

    func testAUserContainsNoSecrets() throws {
        let user = try XCTUnwrap(database.read { try $0.users.find(bhavin) })
        XCTAssertEqual(
            try text(user),
            """
            {"id":1,"username":"bhavin","name":"Bhavin","email":"bhavin@example.com",\
            "created_at":"2027-01-10T00:00:00Z"}
            """)
    }

    func testAnInvalidStoredRefundPolicyThrows() throws {
        let event = try makeEvent()
        for text in ["", "[", "{}", "[1]", "[{\"hours_before\":1}]", "[] ", "null"] {
            try execute("UPDATE events SET refund_policy = \(text)")
            XCTAssertThrowsError(
                try database.read { try $0.events.find(event.id) }, text
            ) { error in
                XCTAssertEqual((error as? UnreadableRow)?.column, "refund_policy")
            }
        }
    }

    private func text(_ value: some JSONWritable) throws -> String {
        String(decoding: value.json, as: UTF8.self)
    }
}
