import BookingDomain
import BookingStore
import HTTP
import JSONCoding
import PaymentGateways
import SQLite
import ServiceRuntime
import Timekeeping

/// A guest's bookings.
struct BookingRoutes: Sendable {
    let store: Store
    let lists: ResponseCache
    /// The time that a guest has to pay.
    let holdLength: Duration
    let payments: OnlinePayments
    let calendar: CalendarPublisher
    /// The limits of each account; nil for none.
    let limits: AccountLimits?

    func add(to routes: inout Routes, guest: Authenticator<Guest>) {
        routes.post("/book", by: guest, bodyLimit: 4_096, book)
        routes.get("/bookings", by: guest, list)
        routes.get("/bookings/{id}", by: guest, one)
        routes.patch("/bookings/{id}", by: guest, bodyLimit: 16_384, change)
        routes.get("/bookings/{id}/calendar.ics", by: guest, calendarEntry)
        routes.get("/bookings/{id}/receipts", by: guest, receipts)
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
            var query = try QueryReader(request)
            let event = query.integer("event_id", in: 1...Int64.max).map { EventID($0) }
            let page = PageRequest(&query)
            try query.finish()
            let list = try tx.bookings.timedPage(of: guest.id, event: event, page)
            return .init(.json(list.page), validity: list.validity)
        }
    }

    private func one(_ request: Request, _ guest: Guest) throws -> Response {
        let id = BookingID(try request.identifier("id"))
        let history = try store.read { try $0.bookings.history(of: id, for: guest.id) }
        guard let history else { throw Refusal.notFound(.booking) }
        return Response.json(history).unlessCurrent(for: request)
    }

    private func receipts(_ request: Request, _ guest: Guest) throws -> Response {
        let id = BookingID(try request.identifier("id"))
        let receipts = try store.read { try $0.receipts.all(of: id, for: guest.id) }
        return Response.json(ReceiptList(receipts: receipts)).unlessCurrent(for: request)
    }

    /// The same entry as in the booking's emails.
    private func calendarEntry(_ request: Request, _ guest: Guest) throws -> Response {
        let id = BookingID(try request.identifier("id"))
        let entry = try store.read { tx -> CalendarEntry? in
            guard let booking = try tx.bookings.find(id, of: guest.id),
                booking.confirmedAt != nil
            else { return nil }
            return CalendarEntry(
                event: booking.event, source: try calendar.source(in: tx),
                now: store.clock.now(), booking: booking,
                sequence: try tx.mails.calendarSequence(of: booking))
        }
        guard let entry else { throw Refusal.notFound(.booking) }
        return entry.response(named: "booking.ics")
    }

    private func quote(_ request: Request, _ guest: Guest) throws -> Response {
        let id = BookingID(try request.identifier("id"))
        var query = try QueryReader(request)
        let seats = query.seats()
        try query.finish()
        return .json(
            try store.read { try $0.quoteCancellation(of: id, for: guest.id, seats: seats) })
    }

    private func cancel(_ request: Request, _ guest: Guest) async throws -> Response {
        let id = BookingID(try request.identifier("id"))
        let seats = try request.decodeOptional(CancellationForm.self).seats
        return try await store.respond(to: request, by: .user(guest.id)) { tx in
            try tx.cancelBooking(id, of: guest.id, seats: seats)
        } response: { cancelled in
            .json(cancelled)
        }
    }

    private func change(_ request: Request, _ guest: Guest) async throws -> Response {
        let id = BookingID(try request.identifier("id"))
        let form = try request.decode(BookingChangeForm.self)
        return try await store.respond(to: request, by: .user(guest.id)) { tx in
            let booking = try tx.changeBooking(
                id, of: guest.id, seats: form.seats, attendees: form.attendees)
            if form.seats != nil, booking.status == .held {
                try payments.checkAmount(of: booking)
            }
            return booking
        } response: { booking in
            .json(booking)
        }
    }
}

/// The body of POST /book.
private struct SeatOrder: FieldReadable {
    let event: EventID
    let seats: Seats

    init(from fields: inout FieldReader) {
        event = EventID(fields.integer("event_id", in: 1...Int64.max))
        let count = fields.integer("seats", in: Seats.wireLimits, default: 1)
        seats = Seats(Int(count)) ?? .one
    }
}
