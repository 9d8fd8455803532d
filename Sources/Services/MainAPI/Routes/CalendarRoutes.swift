import BookingDomain
import BookingStore
import HTTP
import JSONCoding
import SQLite
import ServiceContract
import ServiceRuntime
import Timekeeping

/// Calendars to subscribe to: the public one, and those of guests and facilitators.
///
/// Calendar programs cannot log in, so the address of a private one is its only secret.
struct CalendarRoutes: Sendable {
    let store: Store
    let publisher: CalendarPublisher
    let addresses: CalendarAddresses
    /// Bookings change nothing in the public calendars.
    private let publicCalendars = SnapshotCache<EventFilter, PublicCalendar>(
        capacity: 16 << 20, version: { try $0.metadata.eventsVersion() }
    ) { $1.bytes.count + 512 }

    init(store: Store, publisher: CalendarPublisher, addresses: CalendarAddresses) {
        self.store = store
        self.publisher = publisher
        self.addresses = addresses
    }

    /// The public calendar with a filter, as cached.
    private struct PublicCalendar: Sendable {
        /// Events that end leave the calendar without a commit.
        static let lifetimeSeconds: Int64 = 60

        let bytes: [UInt8]
        let readAt: Timestamp

        func isCurrent(at now: Timestamp) -> Bool {
            (0..<Self.lifetimeSeconds).contains(now.seconds(since: readAt))
        }
    }

    func add(
        to routes: inout Routes, guest: Authenticator<Guest>, peer: Authenticator<PeerService>
    ) {
        routes.get("/calendar.ics", by: .anyone, everyEvent)
        routes.get("/calendars/{token}.ics", by: .anyone, personal)
        routes.get("/me/calendar", by: guest) { request, guest in
            try await show(.user(guest.id))
        }
        routes.post("/me/calendar", by: guest, bodyLimit: 4_096) { request, guest in
            try await renew(.user(guest.id), for: request, by: .user(guest.id))
        }
        routes.get(.init(InternalPath.calendarPattern), by: peer) { request, _ in
            try await show(.facilitator(try request.facilitator))
        }
        routes.post(.init(InternalPath.calendarPattern), by: peer, bodyLimit: 4_096) { request, _ in
            let facilitator = try request.facilitator
            return try await renew(
                .facilitator(facilitator), for: request, by: .facilitator(facilitator))
        }
    }

    private func everyEvent(_ request: Request, _: Anyone) async throws -> Response {
        var query = try QueryReader(request)
        // Cancelled events tell subscribers' programs to remove them.
        let filter = EventFilter(&query, defaultStatus: .all)
        try query.finish()
        let now = store.clock.now()
        let calendar = try await store.backgroundReads.read(
            publicCalendars, filter, while: { $0.isCurrent(at: now) }
        ) { [publisher] tx in
            let source = try publisher.source(in: tx)
            let entries = try tx.calendarFeeds.events(filter)
                .map { CalendarEntry(public: $0, source: source) }
            let object = CalendarObject(
                name: try tx.centre.current().name, entries: entries)
            return PublicCalendar(bytes: object.bytes, readAt: now)
        }
        return Response.calendar(calendar.bytes).with(.cacheControl, "no-cache").unlessCurrent(
            for: request)
    }

    private func personal(_ request: Request, _: Anyone) async throws -> Response {
        let token = request.parameters["token"] ?? ""
        guard let id = addresses.linkID(of: token),
            let link = try store.read({ try $0.calendarLinks.findUsable(id) }),
            addresses.isValid(token, for: link)
        else { throw Problem.notFound }
        let object = try await store.backgroundReads.read { [publisher] tx in
            try tx.calendar(of: link.owner, source: publisher.source(in: tx)).bytes
        }
        return Response.calendar(object).with(.cacheControl, "private, no-cache")
            .with("Referrer-Policy", "no-referrer").withoutIndexing().unlessCurrent(for: request)
    }

    private func show(_ owner: CalendarOwner) async throws -> Response {
        if let link = try store.read({ try $0.calendarLinks.find(of: owner) }) {
            return .json(CalendarAddress(url: addresses.url(of: link)))
        }
        let link = try await store.write { try $0.calendarLinks.findOrMake(for: owner) }
        return .json(CalendarAddress(url: addresses.url(of: link)))
    }

    /// The response that is stored for an idempotency key has no address: the database has none.
    private func renew(
        _ owner: CalendarOwner, for request: Request, by caller: IdempotencyCaller
    ) async throws -> Response {
        try request.requireNoFields()
        let renewed = try await store.respond(to: request, by: caller) { tx in
            try tx.calendarLinks.renew(for: owner)
        } response: { _ in
            .json(bytes: [])
        }
        guard renewed.status == .ok else { return renewed }
        var response = try await show(owner)
        response.fields = renewed.fields
        return response
    }
}

extension Transaction {
    /// The private calendar of a guest or a facilitator.
    fileprivate func calendar(
        of owner: CalendarOwner, source: CalendarEntry.Source
    ) throws -> CalendarObject {
        switch owner {
        case .user(let user):
            CalendarObject(
                name: "My bookings",
                entries: try calendarFeeds.bookings(of: user)
                    .map { CalendarEntry($0, source: source) })
        case .facilitator(let facilitator):
            CalendarObject(
                name: "My events",
                entries: try calendarFeeds.events(of: facilitator)
                    .map { CalendarEntry(own: $0, source: source) })
        }
    }
}

/// The response with the address of a private calendar.
private struct CalendarAddress: JSONWritable {
    let url: String

    func write(to json: inout JSONWriter) {
        json.object { $0.member("url", url) }
    }
}
