import BookingDomain
import BookingStore
import Foundation
import SQLite
import Timekeeping
import XCTest

/// A test with a real database file of its own, a facilitator and two guests.
class StoreTestCase: XCTestCase {
    private var folder = URL(fileURLWithPath: "/nonexistent")
    private var opened: Database?

    /// 2027-01-10T00:00:00Z, when every test begins.
    let now = Timestamp(clamping: 1_799_539_200)
    let arjun = Facilitator(id: FacilitatorID(2), name: "Arjun Patel")
    var bhavin = UserID(0)
    var meera = UserID(0)

    var database: Database {
        get throws { try XCTUnwrap(opened) }
    }

    override func setUpWithError() throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("store-\(UUID().uuidString)")
        try open()
        bhavin = try register("bhavin", email: "bhavin@example.com")
        meera = try register("meera", email: "meera@example.com")
    }

    override func tearDown() {
        opened?.close()
        opened = nil
        try? FileManager.default.removeItem(at: folder)
    }

    /// Opens the test's database, once more if it is open.
    func open() throws {
        opened?.close()
        opened = try Database(
            path: folder.appendingPathComponent("main.sqlite").path,
            migrations: BookingMigrations.all)
    }

    /// Does the deed, in a write of its own.
    @discardableResult
    func perform<D: Deed>(_ deed: D, at moment: Timestamp? = nil) throws -> D.Outcome {
        let moment = moment ?? now
        return try database.writeSynchronously { try deed.perform(on: $0, at: moment) }
    }

    /// Runs SQL that no deed would.
    func execute(_ sql: SQL) throws {
        try database.writeSynchronously { _ = try $0.execute(sql) }
    }

    /// The only integer that the query yields.
    func integer(_ sql: SQL) throws -> Int? {
        try database.read { connection in
            try connection.first(sql) { $0.optionalInt64(0).map(Int.init) } ?? nil
        }
    }

    /// The texts that the query yields.
    func texts(_ sql: SQL) throws -> [String] {
        try database.read { connection in try connection.all(sql) { $0.string(0) } }
    }

    func register(_ name: String, email: String? = nil) throws -> UserID {
        try perform(
            RegisterUser(
                username: XCTUnwrap(Username(name)), name: PersonName(name.capitalized),
                email: email.flatMap(EmailAddress.init(_:)), passwordHash: "$y$hash")
        ).id
    }

    /// An event of Arjun's that starts in so many hours and lasts one.
    func makeEvent(
        _ title: String = "Meditation", capacity: Int64 = 20, price: Int64 = 0,
        startsInHours hours: Int64 = 240, refunds: [RefundPolicy.Tier] = []
    ) throws -> Event {
        let start = now.adding(seconds: hours * 3600)
        let fields = EventFields(
            title: title, description: "Sitting still.", location: "Rishikesh",
            timeZone: "Asia/Kolkata", startsAt: start, endsAt: start.adding(seconds: 3600),
            capacity: capacity, price: price, currency: "INR", refundPolicy: refunds)
        // One that is over already was put up in its time.
        return try perform(
            CreateEvent(facilitator: arjun, draft: EventDraft(fields)), at: min(now, start))
    }

    @discardableResult
    func book(
        _ event: Event, by user: UserID, seats: Int = 1, at moment: Timestamp? = nil
    ) throws -> Booking {
        try perform(
            BookSeats(event: event.id, user: user, seats: XCTUnwrap(Seats(seats))), at: moment)
    }

    func find(_ event: Event, at moment: Timestamp? = nil) throws -> Event {
        try XCTUnwrap(
            database.read { try Events.find(event.id, at: moment ?? now, on: $0) })
    }

    /// The events' notices in the order in which they were written, as `type`s.
    func noticeTypes(of booking: Booking) throws -> [String] {
        try texts(
            """
            SELECT type FROM outbox WHERE booking_id = \(booking.id) ORDER BY id
            """)
    }

    func assertRefusal(
        _ expected: Refusal, line: UInt = #line, _ body: () throws -> some Any
    ) {
        XCTAssertThrowsError(try body(), line: line) { error in
            XCTAssertEqual(error as? Refusal, expected, "\(error)", line: line)
        }
    }

    func assertSound(line: UInt = #line) throws {
        XCTAssertEqual(try database.read { try Invariants.check($0) }, [], line: line)
    }
}
