import HTTP
import TextEncoding

/// A page that a script renders from API responses.
struct ApplicationPage: Sendable {
    let pattern: PathPattern
    private let title: String
    private let section: PageLayout.Section?
    /// The path in the assets.
    private let script: String
    private let width: String

    private init(
        _ pattern: PathPattern, _ title: String, in section: PageLayout.Section? = nil,
        _ script: String, width: String = ""
    ) {
        self.pattern = pattern
        self.title = title
        self.section = section
        self.script = script
        self.width = width
    }

    private static func bookings(
        _ pattern: PathPattern, _ title: String, _ script: String
    ) -> ApplicationPage {
        ApplicationPage(pattern, title, in: .bookings, "pages/\(script)", width: "narrow")
    }

    private static func facilitator(
        _ path: String, _ title: String, _ script: String, width: String = ""
    ) -> ApplicationPage {
        ApplicationPage(
            .init("/facilitator\(path)"), title, in: .facilitator, "facilitator/\(script)",
            width: width)
    }

    static let all = [
        ApplicationPage("/docs", "API reference", "pages/docs.js"),
        ApplicationPage("/login", "Log in", "pages/login.js", width: "form"),
        ApplicationPage("/register", "Register", "pages/login.js", width: "form"),
        ApplicationPage(
            "/forgot", "Forgotten password", "pages/account-link.js", width: "form"),
        ApplicationPage("/reset", "New password", "pages/account-link.js", width: "form"),
        ApplicationPage(
            "/confirm", "Your email address", "pages/account-link.js", width: "form"),
        ApplicationPage(
            "/my/notifications", "Messages", "pages/notifications.js", width: "narrow"),
        ApplicationPage("/my/account", "Account", "pages/account.js", width: "narrow"),
        bookings("/my/bookings", "My bookings", "bookings.js"),
        bookings("/my/bookings/{id}", "Booking", "booking.js"),
        facilitator("", "Facilitator", "dashboard.js"),
        facilitator("/login", "Facilitator login", "login.js", width: "form"),
        facilitator("/forgot", "Forgotten password", "account-link.js", width: "form"),
        facilitator("/reset", "New password", "account-link.js", width: "form"),
        facilitator("/confirm", "Your email address", "account-link.js", width: "form"),
        facilitator("/account", "Account", "account.js", width: "narrow"),
        facilitator("/bookings", "Bookings", "bookings.js"),
        facilitator("/refunds", "Refunds", "refunds.js"),
        facilitator("/users", "Users", "users.js"),
        facilitator("/new-event", "New event", "edit.js", width: "narrow"),
        facilitator("/events/{id}", "Event", "roster.js"),
        facilitator("/events/{id}/edit", "Edit event", "edit.js", width: "narrow"),
    ]

    /// The page before its script has run: a title and placeholders.
    var page: PageLayout.Page {
        PageLayout.Page(
            title: title, section: section, script: script, width: width,
            callsCRM: section == .facilitator || pattern.text == "/docs",
            content: """
                <h1 tabindex="-1">\(title)</h1>
                <div id="content" class="stack" aria-busy="true">
                <div class="skeleton tall"></div><div class="skeleton tall"></div>
                </div>
                <noscript><p class="note">This page needs JavaScript. The <a href="/">events</a> do not.</p></noscript>
                """)
    }
}
