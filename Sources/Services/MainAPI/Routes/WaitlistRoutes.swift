import BookingDomain
import BookingStore
import HTTP
import JSONCoding
import SQLite
import ServiceContract
import ServiceRuntime

/// The waiting lists of full events, for guests and for CRMAPI.
struct WaitlistRoutes: Sendable {
    let store: Store
    let payments: OnlinePayments
    /// The limits of each account; nil for none.
    let limits: AccountLimits?

    func add(
        to routes: inout Routes, guest: Authenticator<Guest>, peer: Authenticator<PeerService>
    ) {
        routes.get("/waitlist", by: guest, list)
        routes.post("/events/{id}/waitlist", by: guest, bodyLimit: 4_096, join)
        routes.delete("/events/{id}/waitlist", by: guest, leave)
        routes.post("/bookings/{id}/confirmation", by: guest, bodyLimit: 4_096, accept)
        routes.get(.init(InternalPath.waitlistPattern), by: peer, listOfEvent)
        routes.post(.init(InternalPath.offerPattern), by: peer, bodyLimit: 4_096, offer)
        routes.get(.init(InternalPath.seatsPattern), by: peer, seats)
    }

    // MARK: - Guests

    private func list(_ request: Request, _ guest: Guest) throws -> Response {
        var query = try QueryReader(request)
        let page = PageRequest(&query)
        try query.finish()
        return .json(
            try store.read { tx in
                let getsLetters = try tx.users.getLetters(guest.id)
                return try tx.waitlist.page(of: guest.id, page).map {
                    GuestWaitlistEntry(entry: $0, getsLetters: getsLetters)
                }
            })
    }

    private func join(_ request: Request, _ guest: Guest) async throws -> Response {
        let event = EventID(try request.identifier("id"))
        let form = try request.decodeOptional(WaitlistForm.self)
        return try await store.respond(to: request, by: .user(guest.id)) { tx in
            let entry = try tx.joinWaitlist(
                of: event, for: guest.id, seats: form.seats, acceptsFewer: form.acceptsFewer,
                limits: limits)
            // A refusal here undoes the entry before others can see it.
            try payments.checkAmount(of: entry.event, for: form.seats)
            return GuestWaitlistEntry(
                entry: entry, getsLetters: try tx.users.getLetters(guest.id))
        } response: { entry in
            .json(.created, entry)
        }
    }

    private func leave(_ request: Request, _ guest: Guest) async throws -> Response {
        try request.requireNoFields()
        let event = EventID(try request.identifier("id"))
        return try await store.respond(to: request, by: .user(guest.id)) { tx in
            GuestWaitlistEntry(
                entry: try tx.leaveWaitlist(of: event, for: guest.id),
                getsLetters: try tx.users.getLetters(guest.id))
        } response: { entry in
            .json(entry)
        }
    }

    private func accept(_ request: Request, _ guest: Guest) async throws -> Response {
        try request.requireNoFields()
        let id = BookingID(try request.identifier("id"))
        return try await store.respond(to: request, by: .user(guest.id)) { tx in
            try tx.confirmBooking(id, of: guest.id)
        } response: { booking in
            .json(booking)
        }
    }

    // MARK: - Facilitators

    private func listOfEvent(_ request: Request, _: PeerService) throws -> Response {
        let facilitator = try request.facilitator
        let event = EventID(try request.identifier("event_id"))
        var query = try QueryReader(request)
        let choice = query.choice("status", WaitlistChoice.self)
        let page = PageRequest(&query)
        try query.finish()
        return .json(
            try store.read { tx in
                try tx.waitlist.page(
                    of: event, facilitator: facilitator, includesEnded: choice == .all, page)
            })
    }

    private func offer(_ request: Request, _: PeerService) async throws -> Response {
        try request.requireNoFields()
        let facilitator = try request.facilitator
        let event = EventID(try request.identifier("event_id"))
        let user = UserID(try request.identifier("user_id"))
        return try await store.respond(to: request, by: .facilitator(facilitator)) { tx in
            try tx.offerSeats(of: event, to: user, by: facilitator)
        } response: {
            .json(.created, $0)
        }
    }

    /// An event may have thousands of bookings, so it does not run on the event loop.
    private func seats(_ request: Request, _: PeerService) async throws -> Response {
        let facilitator = try request.facilitator
        let event = EventID(try request.identifier("event_id"))
        return .json(
            try await store.backgroundReads.read { try $0.seatMap(of: event, for: facilitator) })
    }
}

/// The entries that a facilitator's list shows; the raw value is its word on the wire.
enum WaitlistChoice: String, CaseIterable, Sendable {
    /// Those who wait or have an open offer.
    case current
    case all
}

/// The body of POST /events/{id}/waitlist; all of it is optional.
private struct WaitlistForm: FieldReadable {
    let seats: Seats
    let acceptsFewer: Bool

    init(from fields: inout FieldReader) {
        fields.allowOnly("seats", "accepts_fewer")
        let count = fields.optionalInteger("seats", in: Seats.wireLimits)
        seats = count.flatMap { Seats(Int($0)) } ?? .one
        acceptsFewer = fields.optionalBool("accepts_fewer") ?? false
    }
}
