import BookingDomain
import HTTP
import JSONCoding
import ServiceContract
import TextEncoding

/// The bookings of a facilitator's events, which MainAPI owns and judges.
struct RosterRoutes: Sendable {
    let mainAPI: MainAPIClient

    private static let roster: PathPattern = "/api/facilitator/{id}/events/{event_id}/bookings"
    private static let booking: PathPattern = "/api/facilitator/{id}/bookings/{booking_id}"
    private static let cancellation: PathPattern =
        "/api/facilitator/{id}/bookings/{booking_id}/cancellation"

    func add(to routes: inout Routes, by caller: Authenticator<Account>) {
        routes.get(Self.roster, by: caller, list)
        routes.post(Self.roster, by: caller, add)
        routes.get(Self.booking, by: caller, one)
        routes.patch(Self.booking, by: caller, edit)
        routes.get(Self.cancellation, by: caller, quote)
        routes.post(Self.cancellation, by: caller, bodyLimit: 16_384, cancel)
        routes.post(
            "/api/facilitator/{id}/bookings/{booking_id}/payments", by: caller, bodyLimit: 4_096,
            takePayment)
        routes.post(
            "/api/facilitator/{id}/bookings/{booking_id}/refunds", by: caller, bodyLimit: 16_384,
            refund)
        routes.post(
            "/api/facilitator/{id}/bookings/{booking_id}/attendance", by: caller, bodyLimit: 4_096,
            setAttendance)
        routes.post(
            "/api/facilitator/{id}/events/{event_id}/messages", by: caller, bodyLimit: 131_072,
            sendMessage)
        routes.post(
            "/api/facilitator/{id}/refunds/{refund_id}/handed-back", by: caller, bodyLimit: 4_096,
            recordHandover)
    }

    private func list(_ request: Request, _ facilitator: Account) async throws -> Response {
        try await mainAPI.list(
            try rosterPath(of: request, facilitator), for: request, isCompressible: false
        ) { query in
            query.choice("status", SeatState.self).map { ["status=\($0.rawValue)"] } ?? []
        }
    }

    private func add(_ request: Request, _ facilitator: Account) async throws -> Response {
        try await relay(request, to: try rosterPath(of: request, facilitator))
    }

    private func one(_ request: Request, _ facilitator: Account) async throws -> Response {
        try await mainAPI.read(
            try path(of: request, nil, facilitator), for: request, isCompressible: false)
    }

    private func edit(_ request: Request, _ facilitator: Account) async throws -> Response {
        try await relay(request, "PATCH", to: try path(of: request, nil, facilitator))
    }

    private func quote(_ request: Request, _ facilitator: Account) async throws -> Response {
        var reader = try QueryReader(request)
        let seats = reader.integer("seats", in: Seats.wireLimits).map { "seats=\($0)" }
        let refund = reader.string("refund", atMost: 20).map {
            "refund=\(PercentEncoding.encode($0))"
        }
        try reader.finish()
        let query = [seats, refund].compactMap(\.self).joined(separator: "&")
        let path = try path(of: request, .cancellation, facilitator)
        return try await mainAPI.read(query.isEmpty ? path : "\(path)?\(query)", for: request)
    }

    private func cancel(_ request: Request, _ facilitator: Account) async throws -> Response {
        try await relay(request, to: try path(of: request, .cancellation, facilitator))
    }

    private func takePayment(_ request: Request, _ facilitator: Account) async throws -> Response {
        try await relay(request, to: try path(of: request, .payments, facilitator))
    }

    private func refund(_ request: Request, _ facilitator: Account) async throws -> Response {
        try await relay(request, to: try path(of: request, .refunds, facilitator))
    }

    private func setAttendance(
        _ request: Request, _ facilitator: Account
    ) async throws -> Response {
        try await relay(request, to: try path(of: request, .attendance, facilitator))
    }

    private func sendMessage(_ request: Request, _ facilitator: Account) async throws -> Response {
        let event = try request.identifier("event_id")
        return try await relay(
            request, to: InternalPath.messages(ofEvent: event, ofFacilitator: facilitator.id))
    }

    private func recordHandover(
        _ request: Request, _ facilitator: Account
    ) async throws -> Response {
        let refund = try request.identifier("refund_id")
        return try await relay(
            request, to: InternalPath.handover(ofRefund: refund, ofFacilitator: facilitator.id))
    }

    /// Forwards the facilitator's content, whose fields MainAPI validates.
    private func relay(
        _ request: Request, _ method: String = "POST", to path: String
    ) async throws -> Response {
        try await mainAPI.command(method, path, try request.optionalObject(), for: request)
    }

    private func rosterPath(of request: Request, _ facilitator: Account) throws -> String {
        InternalPath.roster(
            ofEvent: try request.identifier("event_id"), ofFacilitator: facilitator.id)
    }

    private func path(
        of request: Request, _ component: InternalPath.BookingComponent?, _ facilitator: Account
    ) throws -> String {
        InternalPath.booking(
            try request.identifier("booking_id"), component, ofFacilitator: facilitator.id)
    }
}
