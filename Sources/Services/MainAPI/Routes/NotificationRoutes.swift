import BookingDomain
import BookingStore
import HTTP
import SQLite
import ServiceRuntime
import Timekeeping

/// A guest's in-app messages.
struct NotificationRoutes: Sendable {
    let store: Store

    func add(to routes: inout Routes, guest: Authenticator<Guest>) {
        routes.get("/notifications", by: guest, list)
        routes.post("/notifications/{id}/read", by: guest, bodyLimit: 0, markRead)
    }

    private func list(_ request: Request, _ guest: Guest) throws -> Response {
        let page = try request.pageRequest()
        let inbox = try store.read { try $0.notifications.inbox(of: guest.id, page) }
        return Response.json(inbox).unlessCurrent(for: request)
    }

    private func markRead(_ request: Request, _ guest: Guest) async throws -> Response {
        let id = NotificationID(try request.identifier("id"))
        return .json(try await store.write { try $0.notifications.markRead(id, of: guest.id) })
    }
}
