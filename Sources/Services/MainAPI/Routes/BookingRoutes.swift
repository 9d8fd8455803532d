import BookingDomain
import BookingStore
import HTTP
import JSONCoding
import SQLite
import ServiceRuntime

/// A guest's bookings.
struct BookingRoutes: Sendable {
    private let store: Store
    private let holdSeconds: Int64
    private let provider: PaymentProvider
    private let booked: @Sendable () -> Void
    private let cancelled: @Sendable () -> Void
    private let lists: ResponseCache

    /// The routes over the bookings of this store.
    ///
    /// - Parameters:
    ///   - holdSeconds: How long seats are held for their payment.
    ///   - provider: Where priced bookings are paid.
    ///   - booked: Called after a booking, of which there may be a notice in the outbox.
    ///   - cancelled: Called after a cancellation, which may owe a refund as well.
    init(
        store: Store, holdSeconds: Int64, provider: PaymentProvider,
        booked: @escaping @Sendable () -> Void, cancelled: @escaping @Sendable () -> Void
    ) {
        self.store = store
        self.holdSeconds = holdSeconds
        self.provider = provider
        self.booked = booked
        self.cancelled = cancelled
        lists = ResponseCache(store: store)
    }

    func add(to routes: inout Routes, guest: Authenticator<Guest>) {
        routes.post("/book", by: guest, book)
        routes.get("/bookings", by: guest, list)
        routes.get("/bookings/{id}", by: guest, one)
        routes.get("/bookings/{id}/cancellation", by: guest, quote)
        routes.post("/bookings/{id}/cancellation", by: guest, cancel)
    }

    private func book(_ request: Request, _ guest: Guest) async throws -> Response {
        let order = try request.decode(SeatOrder.self)
        let deed = BookSeats(
            event: order.event, user: guest.id, seats: order.seats, holdSeconds: holdSeconds,
            provider: provider.rawValue)
        defer { booked() }
        return try await store.perform(deed, for: request, by: .user(guest.id)) { booking in
            Response.json(.created, booking).with(.location, FieldValue("/bookings/\(booking.id)"))
        }
    }

    private func list(_ request: Request, _ guest: Guest) throws -> Response {
        try lists.answer(to: request, for: guest.id) { connection, now in
            var query = try QueryReader(request)
            let page = PageRequest(&query)
            try query.finish()
            let listing = try Bookings.listing(of: guest.id, page, at: now, on: connection)
            return .init(response: .json(listing.page), tag: nil, lasting: listing.lasting)
        }
    }

    private func one(_ request: Request, _ guest: Guest) throws -> Response {
        let id = BookingID(try request.identifier("id"))
        let history = try store.read { connection, now in
            try Bookings.history(of: id, of: guest.id, at: now, on: connection)
        }
        guard let history else { throw Refusal.notFound(.booking) }
        return .json(history)
    }

    private func quote(_ request: Request, _ guest: Guest) throws -> Response {
        let id = BookingID(try request.identifier("id"))
        return .json(
            try store.read { connection, now in
                try CancellationQuote.find(id, of: guest.id, at: now, on: connection)
            })
    }

    private func cancel(_ request: Request, _ guest: Guest) async throws -> Response {
        let deed = CancelBooking(
            booking: BookingID(try request.identifier("id")), user: guest.id)
        defer { cancelled() }
        return try await store.perform(deed, for: request, by: .user(guest.id)) { cancelled in
            .json(cancelled)
        }
    }
}

/// What POST /book asks for.
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
