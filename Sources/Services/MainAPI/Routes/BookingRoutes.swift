import BookingDomain
import BookingStore
import HTTP
import JSONCoding
import PaymentGateways
import SQLite
import ServiceRuntime

/// A guest's bookings.
struct BookingRoutes: Sendable {
    private let store: Store
    private let holdLength: Duration
    private let payments: OnlinePayments
    private let limits: AccountLimits?
    private let lists: ResponseCache

    /// - Parameters:
    ///   - holdLength: The time that a guest has to pay.
    ///   - limits: The limits of each account; nil for none.
    init(
        store: Store, holdLength: Duration, payments: OnlinePayments, limits: AccountLimits?
    ) {
        self.store = store
        self.holdLength = holdLength
        self.payments = payments
        self.limits = limits
        lists = ResponseCache(store: store)
    }

    func add(to routes: inout Routes, guest: Authenticator<Guest>) {
        routes.post("/book", by: guest, bodyLimit: 4_096, book)
        routes.get("/bookings", by: guest, list)
        routes.get("/bookings/{id}", by: guest, one)
        routes.get("/bookings/{id}/cancellation", by: guest, quote)
        routes.post("/bookings/{id}/cancellation", by: guest, bodyLimit: 4_096, cancel)
    }

    private func book(_ request: Request, _ guest: Guest) async throws -> Response {
        let order = try request.decode(SeatOrder.self)
        return try await store.respond(to: request, by: .user(guest.id)) { tx in
            let booking = try tx.book(
                order.seats, of: order.event, for: guest.id, holdLength: holdLength,
                provider: payments.gateway?.provider.rawValue, limits: limits)
            // A refusal here undoes the hold before others can see it.
            try payments.checkAmount(of: booking)
            return booking
        } response: { booking in
            .json(.created, booking).with(.location, FieldValue("/bookings/\(booking.id)"))
        }
    }

    private func list(_ request: Request, _ guest: Guest) throws -> Response {
        try lists.response(to: request, for: guest.id) { tx in
            let list = try tx.bookings.timedPage(of: guest.id, try request.pageRequest())
            return .init(response: .json(list.page), tag: nil, validity: list.validity)
        }
    }

    private func one(_ request: Request, _ guest: Guest) throws -> Response {
        let id = BookingID(try request.identifier("id"))
        let history = try store.read { try $0.bookings.history(of: id, for: guest.id) }
        guard let history else { throw Refusal.notFound(.booking) }
        return .json(history)
    }

    private func quote(_ request: Request, _ guest: Guest) throws -> Response {
        let id = BookingID(try request.identifier("id"))
        return .json(try store.read { try $0.quoteCancellation(of: id, for: guest.id) })
    }

    private func cancel(_ request: Request, _ guest: Guest) async throws -> Response {
        let id = BookingID(try request.identifier("id"))
        return try await store.respond(to: request, by: .user(guest.id)) { tx in
            try tx.cancelBooking(id, of: guest.id)
        } response: { cancelled in
            .json(cancelled)
        }
    }
}

/// The body of POST /book.
private struct SeatOrder: FieldReadable {
    let event: EventID
    let seats: Seats

    init(from fields: inout FieldReader) {
        event = EventID(fields.integer("event_id", in: 1...Int64.max))
        let count = fields.integer(
            "seats", in: Int64(Seats.limits.lowerBound)...Int64(Seats.limits.upperBound),
            default: 1)
        seats = Seats(Int(count)) ?? .one
    }
}
