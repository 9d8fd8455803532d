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

    func add(to routes: inout Routes, by authenticator: Authenticator<FacilitatorCaller>) {
        routes.get(Self.roster, by: authenticator, list)
        routes.post(Self.roster, by: authenticator, add)
        routes.get(Self.booking, by: authenticator, one)
        routes.patch(Self.booking, by: authenticator, edit)
        routes.get(
            "/api/facilitator/{id}/bookings/{booking_id}/receipts", by: authenticator, receipts)
        routes.get(Self.cancellation, by: authenticator, quote)
        routes.post(Self.cancellation, by: authenticator, bodyLimit: 16_384, cancel)
        routes.post(
            "/api/facilitator/{id}/bookings/{booking_id}/payments", by: authenticator,
            bodyLimit: 4_096,
            takePayment)
        routes.post(
            "/api/facilitator/{id}/bookings/{booking_id}/refunds", by: authenticator,
            bodyLimit: 16_384,
            refund)
        routes.post(
            "/api/facilitator/{id}/bookings/{booking_id}/attendance", by: authenticator,
            bodyLimit: 4_096,
            setAttendance)
        routes.post(
            "/api/facilitator/{id}/events/{event_id}/messages", by: authenticator,
            bodyLimit: 131_072,
            sendMessage)
        routes.post(
            "/api/facilitator/{id}/refunds/{refund_id}/handed-back", by: authenticator,
            bodyLimit: 4_096,
            recordHandover)
    }

    private func list(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response {
        try await mainAPI.list(
            try rosterPath(of: request, caller), for: request, isCompressible: false
        ) { query in
            query.choice("status", SeatState.self).map { ["status=\($0.rawValue)"] } ?? []
        }
    }

    private func add(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response {
        try await relay(request, to: try rosterPath(of: request, caller), by: caller)
    }

    private func one(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response {
        try await mainAPI.read(
            try path(of: request, nil, caller), for: request, isCompressible: false)
    }

    private func receipts(
        _ request: Request, _ caller: FacilitatorCaller
    ) async throws -> Response {
        try await mainAPI.read(
            try path(of: request, .receipts, caller), for: request, isCompressible: false)
    }

    private func edit(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response {
        try await relay(request, "PATCH", to: try path(of: request, nil, caller), by: caller)
    }

    private func quote(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response {
        var reader = try QueryReader(request)
        let seats = reader.integer("seats", in: Seats.wireLimits).map { "seats=\($0)" }
        let refund = reader.string("refund", atMost: 20).map {
            "refund=\(PercentEncoding.encode($0))"
        }
        try reader.finish()
        let query = [seats, refund].compactMap(\.self).joined(separator: "&")
        let path = try path(of: request, .cancellation, caller)
        return try await mainAPI.read(query.isEmpty ? path : "\(path)?\(query)", for: request)
    }

    private func cancel(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response {
        try await relay(request, to: try path(of: request, .cancellation, caller), by: caller)
    }

    private func takePayment(_ request: Request, _ caller: FacilitatorCaller) async throws
        -> Response
    {
        try await relay(request, to: try path(of: request, .payments, caller), by: caller)
    }

    private func refund(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response {
        try await relay(request, to: try path(of: request, .refunds, caller), by: caller)
    }

    private func setAttendance(
        _ request: Request, _ caller: FacilitatorCaller
    ) async throws -> Response {
        try await relay(request, to: try path(of: request, .attendance, caller), by: caller)
    }

    private func sendMessage(_ request: Request, _ caller: FacilitatorCaller) async throws
        -> Response
    {
        let event = try request.identifier("event_id")
        return try await relay(
            request,
            to: InternalPath.messages(ofEvent: event, ofFacilitator: caller.facilitator.id),
            by: caller)
    }

    private func recordHandover(
        _ request: Request, _ caller: FacilitatorCaller
    ) async throws -> Response {
        let refund = try request.identifier("refund_id")
        return try await relay(
            request,
            to: InternalPath.handover(ofRefund: refund, ofFacilitator: caller.facilitator.id),
            by: caller)
    }

    /// Forwards the facilitator's content, whose fields MainAPI validates.
    private func relay(
        _ request: Request, _ method: String = "POST", to path: String, by caller: FacilitatorCaller
    ) async throws -> Response {
        try await mainAPI.command(
            method, path, try request.optionalObject(), for: request, by: caller)
    }

    private func rosterPath(of request: Request, _ caller: FacilitatorCaller) throws -> String {
        InternalPath.roster(
            ofEvent: try request.identifier("event_id"), ofFacilitator: caller.facilitator.id)
    }

    private func path(
        of request: Request, _ component: InternalPath.BookingComponent?,
        _ caller: FacilitatorCaller
    ) throws -> String {
        InternalPath.booking(
            try request.identifier("booking_id"), component, ofFacilitator: caller.facilitator.id)
    }
}
