import HTTP

/// A page that a script renders from API responses.
struct ApplicationPage: Sendable {
    let pattern: PathPattern
    let title: String
    let section: PageLayout.Section?
    /// The path in the assets.
    let script: String
    var width = ""

    static let all =
        guests + facilitators + [
            ApplicationPage(
                pattern: "/docs", title: "API reference", section: nil, script: "pages/docs.js")
        ]

    private static let guests = [
        ApplicationPage(
            pattern: "/login", title: "Log in", section: nil, script: "pages/login.js",
            width: "form"),
        ApplicationPage(
            pattern: "/register", title: "Register", section: nil, script: "pages/login.js",
            width: "form"),
        ApplicationPage(
            pattern: "/my/bookings", title: "My bookings", section: .bookings,
            script: "pages/bookings.js", width: "narrow"),
        ApplicationPage(
            pattern: "/my/bookings/{id}", title: "Booking", section: .bookings,
            script: "pages/booking.js", width: "narrow"),
        ApplicationPage(
            pattern: "/my/notifications", title: "Messages", section: nil,
            script: "pages/notifications.js", width: "narrow"),
        ApplicationPage(
            pattern: "/my/account", title: "Account", section: nil, script: "pages/account.js",
            width: "narrow"),
    ]

    private static let facilitators = [
        ApplicationPage(
            pattern: "/facilitator", title: "Facilitator", section: .facilitator,
            script: "facilitator/dashboard.js"),
        ApplicationPage(
            pattern: "/facilitator/login", title: "Facilitator login", section: .facilitator,
            script: "facilitator/login.js", width: "form"),
        ApplicationPage(
            pattern: "/facilitator/bookings", title: "Bookings", section: .facilitator,
            script: "facilitator/bookings.js"),
        ApplicationPage(
            pattern: "/facilitator/refunds", title: "Refunds", section: .facilitator,
            script: "facilitator/refunds.js"),
        ApplicationPage(
            pattern: "/facilitator/users", title: "Users", section: .facilitator,
            script: "facilitator/users.js"),
        ApplicationPage(
            pattern: "/facilitator/new-event", title: "New event", section: .facilitator,
            script: "facilitator/edit.js", width: "narrow"),
        ApplicationPage(
            pattern: "/facilitator/events/{id}", title: "Event", section: .facilitator,
            script: "facilitator/roster.js"),
        ApplicationPage(
            pattern: "/facilitator/events/{id}/edit", title: "Edit event", section: .facilitator,
            script: "facilitator/edit.js", width: "narrow"),
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
