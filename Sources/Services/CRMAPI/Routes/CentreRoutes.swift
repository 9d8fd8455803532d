import BookingDomain
import HTTP
import JSONCoding
import SQLite
import ServiceContract
import ServiceRuntime
import TextEncoding

/// The center's settings, guests, events, bookings and money, which MainAPI owns, for the owner.
struct CentreRoutes: Sendable {
    let database: Database
    let mainAPI: MainAPIClient

    func add(to routes: inout Routes, by owner: Authenticator<OwnerCaller>) {
        routes.get("/api/centre", by: owner, settings)
        routes.put("/api/centre", by: owner, bodyLimit: 1_048_576, change)
        routes.get("/api/centre/guests", by: owner, guests)
        routes.delete("/api/centre/guests/{user_id}", by: owner, bodyLimit: 0, erase)
        routes.post(
            "/api/centre/guests/{user_id}/email-confirmation", by: owner, bodyLimit: 4_096,
            requestConfirmation)
        routes.get("/api/centre/events", by: owner, events)
        routes.get("/api/centre/bookings", by: owner, bookings)
        routes.get("/api/centre/refunds", by: owner, refunds)
        routes.get("/api/centre/letters", by: owner, letters)
        routes.get("/api/centre/money", by: owner, money)
    }

    private func settings(_ request: Request, _: OwnerCaller) async throws -> Response {
        let response = try await mainAPI.readVersion(InternalPath.centre, for: request)
        return try await storeName(in: response)
    }

    private func change(_ request: Request, _: OwnerCaller) async throws -> Response {
        let response = try await mainAPI.command(
            "PUT", InternalPath.centre, try request.jsonObject(), for: request, by: nil)
        return try await storeName(in: response)
    }

    /// Stores the center's name for letters and the description of the API.
    private func storeName(in response: Response) async throws -> Response {
        guard response.status == .ok,
            let name = try? JSONValue(parsing: response.body)["name"]?.string
        else { return response }
        let chosen = name == Centre.defaultName ? nil : name
        if try database.read({ try $0.metadata.value(for: .centreName) }) != chosen {
            try await database.write { try $0.metadata.setCentreName(chosen) }
        }
        return response
    }

    private func guests(_ request: Request, _: OwnerCaller) async throws -> Response {
        try await mainAPI.list(InternalPath.guests, for: request, isCompressible: false) {
            $0.forwarded("q")
        }
    }

    private func erase(_ request: Request, _: OwnerCaller) async throws -> Response {
        let guest = try request.identifier("user_id")
        return try await mainAPI.command(
            "DELETE", InternalPath.guest(guest), JSONObject?.none, for: request, by: nil)
    }

    private func requestConfirmation(_ request: Request, _: OwnerCaller) async throws -> Response {
        try request.requireNoFields()
        let guest = try request.identifier("user_id")
        return try await mainAPI.command(
            "POST", InternalPath.confirmation(ofGuest: guest), JSONObject?.none, for: request,
            by: nil)
    }

    private func events(_ request: Request, _: OwnerCaller) async throws -> Response {
        try await mainAPI.list(InternalPath.allEvents, for: request) {
            $0.forwarded("q", "status", "from", "to", "kind", "facilitator_id", "series_id")
        }
    }

    private func bookings(_ request: Request, _: OwnerCaller) async throws -> Response {
        try await mainAPI.list(InternalPath.allBookings, for: request, isCompressible: false) {
            $0.forwarded("q", "status", "from", "to", "user_id")
        }
    }

    private func refunds(_ request: Request, _: OwnerCaller) async throws -> Response {
        try await mainAPI.list(InternalPath.allRefunds, for: request) { $0.forwarded("status") }
    }

    private func letters(_ request: Request, _: OwnerCaller) async throws -> Response {
        try await mainAPI.list(InternalPath.allLetters, for: request)
    }

    private func money(_ request: Request, _: OwnerCaller) async throws -> Response {
        try await mainAPI.list(InternalPath.allMoney, for: request) { $0.forwarded("by") }
    }
}

extension QueryReader {
    /// The parameters of these names for MainAPI, which validates them.
    fileprivate mutating func forwarded(_ names: String...) -> [String] {
        names.compactMap { name in
            string(name, atMost: 200).map { "\(name)=\(PercentEncoding.encode($0))" }
        }
    }
}
