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
        routes.post("/notifications/{id}/read", by: guest, markRead)
    }

    private func list(_ request: Request, _ guest: Guest) throws -> Response {
        var query = try QueryReader(request)
        let page = PageRequest(&query)
        try query.finish()
        return .json(
            try store.read { connection, _ in
                try Notifications.inbox(of: guest.id, page, on: connection)
            })
    }

    private func markRead(_ request: Request, _ guest: Guest) async throws -> Response {
        let id = NotificationID(try request.identifier("id"))
        let now = store.clock.now()
        return .json(
            try await store.database.write { connection in
                try Notifications.markRead(id, of: guest.id, at: now, on: connection)
            })
    }
}
