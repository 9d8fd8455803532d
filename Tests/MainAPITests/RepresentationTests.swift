import BookingDomain
import BookingStore
import Foundation
import JSONCoding
import MainAPI
import SQLite
import Timekeeping
import XCTest

final class RepresentationTests: XCTestCase {
    private let folder = NSTemporaryDirectory() + "representation-\(UUID().uuidString)"
    private var database: Database!
    private var bhavin = UserID(0)

    override func setUpWithError() throws {
        database = try Database(
            path: folder + "/main.sqlite", migrations: BookingMigrations.all,
            clock: WallClock { moment("2027-01-10T00:00:00Z") })
        bhavin = try database.writeSynchronously { tx in
            try tx.register(
                XCTUnwrap(Username("bhavin")), name: PersonName("Bhavin"),
                email: EmailAddress("bhavin@example.com"), passwordHash: "$y$hash")
        }.id
    }

    override func tearDown() {
        database.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    func testAnEventHasExactlyTheFieldsOfTheContract() throws {
        let event = try makeEvent(price: 250, refunds: [.init(hoursBefore: 24, percent: 50)])
        XCTAssertEqual(
            try text(event),
            """
            {"id":1,"title":"Meditation","description":"Sitting still.","kind":"session",\
            "facilitator_id":2,"facilitator":{"id":2,"name":"Arjun Patel"},\
            "location":"Rishikesh","time_zone":"Asia/Kolkata",\
            "starts_at":"2027-01-20T00:00:00Z","ends_at":"2027-01-20T01:00:00Z",\
            "capacity":20,"seats_left":20,"waitlist":{"open":true,"waiting":0},\
            "price":250,"currency":"INR",\
            "booking_closes_minutes_before":null,"visibility":"public","status":"scheduled",\
            "cancellation_reason":null,"refund_policy":[{"hours_before":24,"percent":50}],"series_id":null,\
            "picture":null,"version":1}
            """)
    }

    func testABookingContainsItsEvent() throws {
        let booking = try book(makeEvent(price: 250), seats: 2)
        let event = try text(booking.event)
        XCTAssertEqual(
            try text(booking),
            """
            {"id":1,"event_id":1,"event":\(event),"source":"guest","is_offer":false,"seats":2,"attendees":[],\
            "attendance":null,"status":"held",\
            "hold_expires_at":"2027-01-10T00:15:00Z","amount":500,"amount_paid":0,"outstanding":500,\
            "currency":"INR","payment_id":null,"payment_status":"pending",\
            "payment_provider":null,"pay_before":"2027-01-10T00:15:00Z","refund_id":null,"refund_status":null,"refunded_at":null,\
            "refund_amount":0,"contingent_refund":null,\
            "dispute":null,\
            "refund_policy":[],"attendee_info":null,"created_at":"2027-01-10T00:00:00Z","confirmed_at":null,\
            "cancelled_at":null}
            """)
    }

    func testAFreeBookingHasNoPaymentStatus() throws {
        let booking = try JSONValue(parsing: book(makeEvent()).json)
        XCTAssertEqual(booking["payment_status"], .null)
        XCTAssertEqual(booking["hold_expires_at"], .null)
        XCTAssertEqual(booking["status"], "confirmed")
    }

    func testABookingWithItsTimelineContainsEachChange() throws {
        let booking = try book(makeEvent())
        let cancelled = try database.writeSynchronously { [bhavin] in
            try $0.cancelBooking(booking.id, of: bhavin)
        }
        XCTAssertEqual(
            try JSONValue(parsing: cancelled.json)["cancellation"]?["reason"], "nothing_paid")
        let history = try XCTUnwrap(
            database.read { try $0.bookings.history(of: booking.id, for: bhavin) })
        XCTAssertEqual(
            try JSONValue(parsing: history.json)["timeline"],
            [
                [
                    "kind": "confirmed", "actor": "guest", "at": "2027-01-10T00:00:00Z",
                    "seats": nil, "amount": nil,
                ],
                [
                    "kind": "cancelled", "actor": "guest", "at": "2027-01-10T00:00:00Z",
                    "seats": nil, "amount": nil,
                ],
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
            "email_confirmed":false,"confirmed_email":null,\
            "created_at":"2027-01-10T00:00:00Z"}
            """)
    }

    private func text(_ value: some JSONWritable) throws -> String {
        String(decoding: value.json, as: UTF8.self)
    }

    /// Creates an event of one hour in ten days.
    private func makeEvent(
        price: Int64 = 0, refunds: [RefundPolicy.Tier] = []
    ) throws -> Event {
        let fields = EventFields(
            title: "Meditation", description: "Sitting still.", location: "Rishikesh",
            timeZone: "Asia/Kolkata", startsAt: moment("2027-01-20T00:00:00Z"),
            endsAt: moment("2027-01-20T01:00:00Z"), capacity: 20, price: price, currency: "INR",
            refundPolicy: refunds)
        return try database.writeSynchronously { tx in
            try tx.createEvent(
                EventDraft(fields), by: Facilitator(id: FacilitatorID(2), name: "Arjun Patel"))
        }
    }

    private func book(_ event: Event, seats: Int = 1) throws -> Booking {
        try database.writeSynchronously { [bhavin] tx in
            try tx.book(XCTUnwrap(Seats(seats)), of: event.id, for: bhavin)
        }
    }
}
