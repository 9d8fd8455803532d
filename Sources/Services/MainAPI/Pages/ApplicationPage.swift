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
    private let crumb: Link?
    private let tabs: Tabs?

    /// A link to another page.
    private struct Link {
        let address: String
        let text: String
        /// Whether the script shows it to owners only.
        var isForOwners = false
    }

    /// The links between pages that belong together.
    private struct Tabs {
        let name: String
        let links: [Link]

        static let facilitator = Tabs(
            name: "Facilitator",
            links: [
                Link(address: "/facilitator", text: "Events"),
                Link(address: "/facilitator/bookings", text: "Bookings"),
                Link(address: "/facilitator/refunds", text: "Refunds"),
                Link(address: "/facilitator/users", text: "Users"),
                Link(address: "/facilitator/centre", text: "Center", isForOwners: true),
            ])

        static let centre = Tabs(
            name: "Center",
            links: [
                Link(address: "/facilitator/centre", text: "Overview"),
                Link(address: "/facilitator/centre/settings", text: "Settings"),
                Link(address: "/facilitator/centre/facilitators", text: "Accounts"),
                Link(address: "/facilitator/centre/guests", text: "Guests"),
                Link(address: "/facilitator/centre/events", text: "Events"),
                Link(address: "/facilitator/centre/bookings", text: "Bookings"),
                Link(address: "/facilitator/centre/money", text: "Money"),
                Link(address: "/facilitator/centre/refunds", text: "Refunds and letters"),
                Link(address: "/facilitator", text: "My own events"),
            ])
    }

    private init(
        _ pattern: PathPattern, _ title: String, in section: PageLayout.Section? = nil,
        _ script: String, width: String = "", crumb: Link? = nil, tabs: Tabs? = nil
    ) {
        self.pattern = pattern
        self.title = title
        self.section = section
        self.script = script
        self.width = width
        self.crumb = crumb
        self.tabs = tabs
    }

    private static func bookings(
        _ pattern: PathPattern, _ title: String, _ script: String, crumb: Link? = nil
    ) -> ApplicationPage {
        ApplicationPage(
            pattern, title, in: .bookings, "pages/\(script)", width: "narrow", crumb: crumb)
    }

    /// A page that a facilitator uses after logging in.
    private static func facilitator(
        _ path: String, _ title: String, _ script: String, width: String = "", crumb: Link? = nil
    ) -> ApplicationPage {
        ApplicationPage(
            .init("/facilitator\(path)"), title, in: .facilitator, "facilitator/\(script)",
            width: width, crumb: crumb, tabs: .facilitator)
    }

    /// A page of the owner's back office.
    private static func centre(
        _ path: String, _ title: String, _ script: String, width: String = ""
    ) -> ApplicationPage {
        ApplicationPage(
            .init("/facilitator/centre\(path)"), title, in: .facilitator, "centre/\(script)",
            width: width, tabs: .centre)
    }

    private static func facilitatorLogin(
        _ path: String, _ title: String, _ script: String
    ) -> ApplicationPage {
        ApplicationPage(
            .init("/facilitator\(path)"), title, in: .facilitator, "facilitator/\(script)",
            width: "form")
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
        bookings(
            "/my/bookings/{id}", "Booking", "booking.js",
            crumb: Link(address: "/my/bookings", text: "My bookings")),
        bookings(
            "/my/bookings/{id}/receipt", "Receipt", "receipt.js",
            crumb: Link(address: "/my/bookings", text: "Booking")),
        facilitator("", "My events", "dashboard.js"),
        facilitatorLogin("/login", "Facilitator login", "login.js"),
        facilitatorLogin("/forgot", "Forgotten password", "account-link.js"),
        facilitatorLogin("/reset", "New password", "account-link.js"),
        facilitatorLogin("/confirm", "Your email address", "account-link.js"),
        facilitator("/account", "Account", "account.js", width: "narrow"),
        facilitator("/bookings", "Bookings", "bookings.js"),
        facilitator(
            "/bookings/{id}", "Booking", "booking.js", width: "narrow",
            crumb: Link(address: "/facilitator", text: "Roster")),
        facilitator(
            "/bookings/{id}/receipt", "Receipt", "receipt.js", width: "narrow",
            crumb: Link(address: "/facilitator", text: "Booking")),
        facilitator("/refunds", "Refunds", "refunds.js"),
        facilitator("/users", "Users", "users.js"),
        facilitator("/new-event", "New event", "edit.js", width: "narrow"),
        facilitator(
            "/events/{id}", "Event", "roster.js",
            crumb: Link(address: "/facilitator", text: "My events")),
        facilitator(
            "/series/{id}", "Series", "series.js",
            crumb: Link(address: "/facilitator", text: "My events")),
        facilitator("/events/{id}/edit", "Edit event", "edit.js", width: "narrow"),
        facilitator(
            "/events/{id}/seats", "Seats", "seats.js",
            crumb: Link(address: "/facilitator", text: "Roster")),
        centre("", "The center", "overview.js"),
        centre("/settings", "Settings", "settings.js", width: "narrow"),
        centre("/facilitators", "Accounts", "facilitators.js"),
        centre("/guests", "Guests", "guests.js"),
        centre("/events", "Events", "events.js"),
        centre("/bookings", "Bookings", "bookings.js"),
        centre("/money", "Money", "money.js"),
        centre("/refunds", "Refunds and letters", "refunds.js"),
    ]

    /// The page before its script has run: a title and placeholders.
    ///
    /// Links above the content are part of it, so that nothing moves when the script runs.
    func page(on site: Site) -> PageLayout.Page {
        PageLayout.Page(
            title: title, section: section, script: script, isDrawn: true, width: width,
            callsCRM: section == .facilitator || isDocumentation,
            isIndexed: isDocumentation,
            content: """
                \(way(on: site))\(heading(on: site))
                <div id="content" class="stack" aria-busy="true">
                <div class="skeleton tall"></div><div class="skeleton tall"></div>
                </div>
                <noscript><p class="note">This page needs JavaScript. The <a href="\(site.root)/">events</a> do not.</p></noscript>
                """)
    }

    private var isDocumentation: Bool { pattern.text == "/docs" }

    private func way(on site: Site) -> HTML {
        guard let crumb else { return "" }
        return "<a class=\"crumb\" href=\"\(site.root)\(crumb.address)\">← \(crumb.text)</a>"
    }

    private func heading(on site: Site) -> HTML {
        guard let tabs else { return "<h1 tabindex=\"-1\">\(title)</h1>" }
        var links = HTML()
        for tab in tabs.links {
            let mark: HTML = tab.address == pattern.text ? " aria-current=\"page\"" : ""
            let state: HTML = tab.isForOwners ? " hidden" : ""
            links += "<a href=\"\(site.root)\(tab.address)\"\(mark)\(state)>\(tab.text)</a>"
        }
        let isFirst = pattern.text == Tabs.facilitator.links[0].address
        return """
            <div class="heading"><div class="grow"><h1 tabindex="-1">\(title)</h1>\(isFirst ? Self.welcome : "")</div>\(isFirst ? Self.newEvent(on: site) : "")</div>
            <nav class="tabs" aria-label="\(tabs.name)">\(links)</nav>
            """
    }

    private static let welcome: HTML = """
        <p id="welcome">Welcome</p>
        """
    private static func newEvent(on site: Site) -> HTML {
        "<a class=\"button main\" href=\"\(site.root)/facilitator/new-event\">New event</a>"
    }
}
