import BookingDomain
import BookingStore
import Foundation
import SQLite
import TestSupport
import Timekeeping
import XCTest

/// A test with a real database file of its own, a facilitator and two guests.
class StoreTestCase: XCTestCase {
    private var folder = URL(fileURLWithPath: "/nonexistent")
    private var opened: Database?

    /// 2027-01-10T00:00:00Z, the time of every test.
    let now = Timestamp(clamping: 1_799_539_200)
    private let clock = SettableClock(Timestamp(clamping: 1_799_539_200))
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

    /// Opens the test's database, or reopens it.
    func open() throws {
        opened?.close()
        opened = try Database(
            path: folder.appendingPathComponent("main.sqlite").path,
            migrations: BookingMigrations.all, clock: clock.clock)
    }

    /// Runs a write transaction, at `now` unless another time is given.
    ///
    /// As in the service, waiting lists that come first are served, and the write is repeated.
    @discardableResult
    func perform<Value: Sendable>(
        at time: Timestamp? = nil, _ body: (Transaction) throws -> Value
    ) throws -> Value {
        clock.set(time ?? now)
        defer { clock.set(now) }
        return try withoutActuallyEscaping(body) { body in
            let borrowed = BorrowedBody(body)
            defer { borrowed.body = nil }
            do {
                return try database.writeSynchronously { try XCTUnwrap(borrowed.body)($0) }
            } catch let unserved as UnservedWaitlist {
                _ = try database.writeSynchronously { try $0.serveWaitlist(of: unserved.event) }
                return try database.writeSynchronously { try XCTUnwrap(borrowed.body)($0) }
            }
        }
    }

    /// Runs a read transaction, at `now` unless another time is given.
    func read<Value>(
        at time: Timestamp? = nil, _ body: (Transaction) throws -> Value
    ) throws -> Value {
        clock.set(time ?? now)
        defer { clock.set(now) }
        return try database.read(body)
    }

    func execute(_ sql: SQL) throws {
        try database.writeSynchronously { _ = try $0.execute(sql) }
    }

    /// The integer of a query.
    func integer(_ sql: SQL) throws -> Int? {
        try database.read { tx in
            try tx.first(sql) { $0.optionalInt64(0).map(Int.init) } ?? nil
        }
    }

    /// The texts of a query.
    func texts(_ sql: SQL) throws -> [String] {
        try database.read { tx in try tx.all(sql) { $0.string(0) } }
    }

    /// Registers a guest, who has confirmed the address.
    func register(_ name: String, email: String? = nil) throws -> UserID {
        try perform { tx in
            let user = try tx.register(
                XCTUnwrap(Username(name)), name: PersonName(name.capitalized),
                email: email.flatMap(EmailAddress.init(_:)), passwordHash: "$y$hash")
            if let email { _ = try tx.confirmEmail(email, of: user.id) }
            return user.id
        }
    }

    /// Creates an event of Arjun's of one hour.
    func makeEvent(
        _ title: String = "Meditation", capacity: Int64 = 20, price: Int64 = 0,
        startsInHours hours: Int64 = 240, refunds: [RefundPolicy.Tier] = []
    ) throws -> Event {
        let start = now.adding(seconds: hours * 3600)
        let fields = EventFields(
            title: title, description: "Sitting still.", location: "Rishikesh",
            timeZone: "Asia/Kolkata", startsAt: start, endsAt: start.adding(seconds: 3600),
            capacity: capacity, price: price, currency: "INR", refundPolicy: refunds)
        // A past event must be created before it starts.
        return try perform(at: min(now, start)) {
            try $0.createEvent(EventDraft(fields), by: arjun)
        }
    }

    @discardableResult
    func book(
        _ event: Event, by user: UserID, seats: Int = 1, at moment: Timestamp? = nil
    ) throws -> Booking {
        try perform(at: moment) { try $0.book(XCTUnwrap(Seats(seats)), of: event.id, for: user) }
    }

    func find(_ event: Event, at moment: Timestamp? = nil) throws -> Event {
        try XCTUnwrap(
            read(at: moment) { try $0.events.find(event.id) })
    }

    /// The types of the booking's notices in order.
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

/// A closure that the writer thread runs while the test's thread waits for it.
///
/// Unchecked Sendable: the two threads use it one after the other.
private final class BorrowedBody<Value>: @unchecked Sendable {
    var body: ((Transaction) throws -> Value)?

    init(_ body: @escaping (Transaction) throws -> Value) {
        self.body = body
    }
}
