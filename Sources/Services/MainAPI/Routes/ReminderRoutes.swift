import BookingDomain
import BookingStore
import HTTP
import SQLite
import TextEncoding

/// The page that stops a guest's reminders, without a login.
///
/// Mail programs send the POST when the guest unsubscribes there (RFC 8058).
struct ReminderRoutes: Sendable {
    let store: Store
    let layout: PageLayout
    let links: ReminderLinks

    func add(to routes: inout Routes) {
        routes.get("/unsubscribe/{token}", by: .anyone, isPage: true, show)
        routes.on(
            .post, "/unsubscribe/{token}", by: .anyone, bodyLimit: 4_096, isPage: true, stop)
        routes.on(
            .post, "/unsubscribe/{token}/undo", by: .anyone, bodyLimit: 4_096, isPage: true, undo)
    }

    private func show(_ request: Request, _: Anyone) throws -> Response {
        let user = try user(of: request)
        guard let areStopped = try store.read({ try $0.reminders.areStopped(for: user) }) else {
            throw Problem.notFound
        }
        return page(areStopped: areStopped, for: user, to: request)
    }

    private func stop(_ request: Request, _: Anyone) async throws -> Response {
        try await set(true, request)
    }

    private func undo(_ request: Request, _: Anyone) async throws -> Response {
        try await set(false, request)
    }

    private func set(_ areStopped: Bool, _ request: Request) async throws -> Response {
        let user = try user(of: request)
        try await store.write { try $0.reminders.setStopped(areStopped, for: user) }
        return page(areStopped: areStopped, for: user, to: request)
    }

    private func user(of request: Request) throws -> UserID {
        guard let user = request.parameters["token"].flatMap({ links.user(of: $0) }) else {
            throw Problem.notFound
        }
        return user
    }

    private func page(areStopped: Bool, for user: UserID, to request: Request) -> Response {
        let path = links.path(for: user)
        let content: HTML =
            areStopped
            ? """
            <h1>Your reminders are stopped</h1>
            <p>Emails about changes of your bookings still reach you.</p>
            <form method="post" action="\(path)/undo"><button class="button">Send reminders again</button></form>
            """
            : """
            <h1>Reminders</h1>
            <p>You get an email before each event that you have booked.</p>
            <form method="post" action="\(path)"><button class="button main">Stop reminders</button></form>
            """
        return layout.response(
            PageLayout.Page(
                title: areStopped ? "Reminders are stopped" : "Reminders", width: "narrow",
                referrerPolicy: "no-referrer", isCacheable: false, content: content), to: request)
    }
}
