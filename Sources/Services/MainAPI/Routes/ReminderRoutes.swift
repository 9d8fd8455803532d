import BookingStore
import HTTP
import SQLite
import TextEncoding

/// The page that stops a guest's reminders and messages, without a login.
///
/// Mail programs send the POST when the guest unsubscribes there (RFC 8058).
struct ReminderRoutes: Sendable {
    let store: Store
    let pages: Pages
    let links: ReminderLinks

    func add(to routes: inout Routes) {
        routes.get("/unsubscribe/{token}", by: .anyone, isPage: true, show)
        routes.on(
            .post, "/unsubscribe/{token}", by: .anyone, bodyLimit: 4_096, isPage: true, stop)
        routes.on(
            .post, "/unsubscribe/{token}/undo", by: .anyone, bodyLimit: 4_096, isPage: true, undo)
    }

    private func show(_ request: Request, _: Anyone) throws -> Response {
        let recipient = try recipient(of: request)
        guard let areStopped = try store.read({ try $0.reminders.areStopped(for: recipient) })
        else { throw Problem.notFound }
        return try page(areStopped: areStopped, for: recipient, to: request)
    }

    private func stop(_ request: Request, _: Anyone) async throws -> Response {
        try await set(true, request)
    }

    private func undo(_ request: Request, _: Anyone) async throws -> Response {
        try await set(false, request)
    }

    private func set(_ areStopped: Bool, _ request: Request) async throws -> Response {
        let recipient = try recipient(of: request)
        try await store.write { try $0.reminders.setStopped(areStopped, for: recipient) }
        return try page(areStopped: areStopped, for: recipient, to: request)
    }

    private func recipient(of request: Request) throws -> LetterRecipient {
        guard let token = request.parameters["token"], let found = links.recipient(of: token) else {
            throw Problem.notFound
        }
        return found
    }

    private func page(
        areStopped: Bool, for recipient: LetterRecipient, to request: Request
    ) throws -> Response {
        let layout = try pages.layout()
        let path = layout.site.root + links.path(for: recipient)
        let content: HTML =
            areStopped
            ? """
            <h1>Reminders and messages are stopped</h1>
            <p>Emails about changes of your bookings still reach you.</p>
            <form method="post" action="\(path)/undo"><button class="button">Send them again</button></form>
            """
            : """
            <h1>Reminders and messages</h1>
            <p>You get an email before each event of yours, and those that its facilitator sends to all guests.</p>
            <form method="post" action="\(path)"><button class="button main">Stop reminders and messages</button></form>
            """
        return layout.response(
            PageLayout.Page(
                title: areStopped ? "Reminders are stopped" : "Reminders and messages",
                width: "narrow",
                referrerPolicy: "no-referrer", isCacheable: false, isIndexed: false,
                content: content), to: request)
    }
}
