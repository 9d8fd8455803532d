import BookingDomain
import CZlib
import HTTP
import ServiceRuntime
import TextEncoding

/// The parts that all pages share: head, navigation and footer.
struct PageLayout: Sendable {
    /// The parts that differ between pages.
    struct Page {
        /// Without the site's name.
        var title: String
        /// The current item of the navigation bar.
        var section: Section?
        /// The path of the page's script in the assets; nil for a static page.
        var script: String?
        /// Whether the script draws the page, with styles that others do not need.
        var isDrawn = false
        /// A style sheet class for the width of `main`; empty for the full width.
        var width = ""
        /// The description for search engines and link previews; empty for that of the center.
        var summary = ""
        /// Whether the page's script calls CRMAPI.
        var callsCRM = false
        /// The `form-action` of the Content-Security-Policy.
        var formTargets = "'self'"
        var referrerPolicy = "same-origin"
        /// Whether the browser may store the page and revalidate it.
        var isCacheable = true
        /// Whether search engines may list the page.
        var isIndexed = true
        /// Nil for pages that are not shared.
        var preview: SharePreview?
        /// A block of data for search engines.
        var metadata = HTML()
        /// The origins whose pages may show this one in a frame, without header and footer; nil for
        /// a page of its own.
        var frame: [String]?
        var status = Status.ok
        var content: HTML
    }

    enum Section {
        case events
        case bookings
        case facilitator
    }

    let site: Site
    /// The URL at which a browser reaches CRMAPI; it may have a path.
    let crm: String

    /// The backgrounds of the style sheet, for the bars of browsers.
    static let lightBackground = "#f5f6f9"
    static let darkBackground = "#0c111b"

    private var centre: Centre { site.centre }

    func document(_ page: Page) -> HTML {
        let isFramed = page.frame != nil
        return """
            <!doctype html>
            <html lang="en">
            <head>
            \(head(page))
            </head>
            <body\(" class=\"embedded\"" as HTML, if: isFramed)>
            \(top(page), if: !isFramed)<main id="main" tabindex="-1" class="\(page.width)">
            \(page.content)
            </main>
            \(foot(page), if: !isFramed)</body>
            </html>

            """
    }

    private func head(_ page: Page) -> HTML {
        let summary = page.summary.isEmpty ? centre.summary : page.summary
        let preview = page.preview?.html(
            title: page.title, summary: summary, isIndexed: page.isIndexed, on: site)
        let themePath = centre.accent.map { ThemeStyle(accent: $0).path }
        let theme: HTML = "<link rel=\"stylesheet\" href=\"\(site.root)\(themePath ?? "")\">"
        // A link in a frame opens its page in the whole window.
        let base: HTML = "<base target=\"_top\">"
        return """
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
            <title>\(page.title) · \(centre.name)</title>
            <meta name="application-name" content="\(centre.name)">
            <meta name="description" content="\(summary)">
            <meta name="color-scheme" content="light dark">
            <meta name="theme-color" content="\(Self.lightBackground)" media="(prefers-color-scheme: light)">
            <meta name="theme-color" content="\(Self.darkBackground)" media="(prefers-color-scheme: dark)">
            \("<meta name=\"robots\" content=\"noindex\">" as HTML, if: !page.isIndexed || page.frame != nil)
            \(preview ?? "")\(base, if: page.frame != nil)
            \(page.callsCRM ? "<meta name=\"crm\" content=\"\(crm)\">" : "" as HTML)
            \(icons)
            <link rel="manifest" href="\(site.root)/manifest.webmanifest">
            <link rel="stylesheet" href="\(site.asset("app.css"))">
            \(stylesOfDrawnPages, if: page.isDrawn)
            \(theme, if: themePath != nil)
            \(page.metadata)
            \(scripts(of: page), if: page.frame == nil)
            """
    }

    private var icons: HTML {
        guard let logo = site.squareLogo else {
            return """
                <link rel="icon" href="\(site.asset("icon.svg"))" type="image/svg+xml">
                <link rel="apple-touch-icon" href="\(site.asset("icons/180.png"))">
                """
        }
        let path = site.root + logo.path
        return """
            <link rel="icon" href="\(path)" sizes="\(logo.size)">
            <link rel="apple-touch-icon" href="\(path)">
            """
    }

    /// The style sheet that only the pages need that scripts draw.
    private var stylesOfDrawnPages: HTML {
        "<link rel=\"stylesheet\" href=\"\(site.asset("drawn.css"))\">"
    }

    private func top(_ page: Page) -> HTML {
        """
        <a class="skip" href="#main">Skip to content</a>
        \(header(page.section))

        """
    }

    private func foot(_ page: Page) -> HTML {
        """
        <footer><div>
        <span dir="auto">\(centre.name)</span>
        <a href="\(site.root)/">Events</a>
        <a href="\(site.root)/facilitator">For facilitators</a>
        \(LegalTextPage.allCases.map { $0.link(on: site) })\
        \("<a href=\"\(site.root)/docs\">API reference</a>" as HTML, if: page.callsCRM)
        </div>\(contact)</footer>
        <div id="live" class="visually-hidden" role="status" aria-live="polite"></div>

        """
    }

    /// The postal address and the ways to reach the center, with links to what opens a program.
    private var contact: HTML {
        let lines = centre.contact.split(separator: "\n").map { line -> HTML in
            let text = ASCII.trimmed(String(line))
            if EmailAddress(text) != nil {
                // A local part may have `?` and `&`, which would begin other fields (RFC 6068 §2).
                let address = PercentEncoding.encode(text).replacing("%40", with: "@")
                return "<a href=\"mailto:\(address)\">\(text)</a>\n"
            }
            if let link = Centre.LegalText(text).link { return "<a href=\"\(link)\">\(text)</a>\n" }
            return "\(text)\n"
        }
        let address: HTML = "<address dir=\"auto\">\(centre.address)</address>"
        let contact: HTML = "<p class=\"lines\" dir=\"auto\">\(lines)</p>"
        let hasAddress = !centre.address.isEmpty
        guard hasAddress || !lines.isEmpty else { return "" }
        return "<div>\(address, if: hasAddress)\(contact, if: !lines.isEmpty)</div>"
    }

    /// Preloads all modules, so that the browser need not discover one import after the other.
    private func scripts(of page: Page) -> HTML {
        let script = page.script ?? "pages/plain.js"
        let imports = site.assets.imports(of: script).map { path -> HTML in
            "<link rel=\"modulepreload\" href=\"\(site.asset(path))\">\n"
        }
        return "\(imports)<script type=\"module\" src=\"\(site.asset(script))\"></script>"
    }

    private func header(_ section: Section?) -> HTML {
        let links: [HTML] = [
            link("/", "Events", isCurrent: section == .events),
            link("/my/bookings", "My bookings", isCurrent: section == .bookings),
            link("/facilitator", "Facilitator", isCurrent: section == .facilitator),
        ]
        return """
            <header class="bar"><nav aria-label="Main">
            <a class="brand" href="\(site.root)/">\(logo)<span dir="auto"\(" class=\"visually-hidden\"" as HTML, if: centre.hasWordmark)>\(centre.name)</span></a>
            <ul class="links">\(links)</ul>
            <ul class="account" id="account">\(link("/login", "Log in", isCurrent: false))</ul>
            </nav></header>
            """
    }

    private var logo: HTML {
        guard let logo = centre.logo else {
            return "<img src=\"\(site.asset("icon.svg"))\" alt=\"\" width=\"28\" height=\"28\">"
        }
        return """
            <img class="logo" src="\(site.root)\(logo.path)" alt="" width="\(logo.width)" height="\(logo.height)">
            """
    }

    private func link(_ address: String, _ text: String, isCurrent: Bool) -> HTML {
        """
        <li><a href="\(site.root)\(address)"\(" aria-current=\"page\"", if: isCurrent)><span>\(text)</span></a></li>
        """
    }
}

extension Response {
    /// Tells search engines not to list the response.
    func withoutIndexing() -> Response { with("X-Robots-Tag", "noindex") }

    /// Keeps an unlisted event out of search engines.
    func indexed(as visibility: EventVisibility) -> Response {
        visibility == .public ? self : withoutIndexing()
    }
}

extension PageLayout {
    /// The page as a response, compressed for a client that accepts gzip.
    func response(_ page: Page, to request: Request) -> Response {
        var response = response(page).with(.vary, "Accept-Encoding")
        if page.isCacheable {
            // A stored copy keeps its policy, so a tag is of both.
            let policy = response.fields[.contentSecurityPolicy]?.text ?? ""
            response.fields.add(
                .entityTag, EntityTag.ofContent(response.body + policy.utf8).value)
        }
        if request.acceptsGzip { response.compress(level: 5) }
        guard page.isCacheable else { return response.with(.cacheControl, "no-store") }
        return response.with(.cacheControl, "no-cache").unlessCurrentlyTagged(for: request)
    }

    /// The HTML form of a problem.
    func response(to problem: Problem, requestID: String) -> Response {
        response(ProblemPage(problem: problem, requestID: requestID, site: site).page)
            .with(.cacheControl, "no-store")
    }

    private func response(_ page: Page) -> Response {
        var response = Response(
            page.status, type: "text/html; charset=utf-8", body: document(page).bytes)
        for (name, value) in securityFields(page) { response.fields.add(name, value) }
        return page.isIndexed && page.frame == nil ? response : response.withoutIndexing()
    }

    /// These allow only the program's own resources and no framing by other pages; with trusted
    /// types, scripts cannot turn text into markup.
    private func securityFields(_ page: Page) -> [(FieldName, FieldValue)] {
        let frame = page.frame ?? []
        let ancestors = frame.isEmpty ? "'none'" : frame.joined(separator: " ")
        let connectSources = page.callsCRM ? "'self' \(crmOrigin)" : "'self'"
        let policy = """
            default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
            manifest-src 'self'; connect-src \(connectSources); form-action \(page.formTargets); \
            base-uri 'none'; frame-ancestors \(ancestors); require-trusted-types-for 'script'; trusted-types 'none'
            """
        return [
            (
                .contentSecurityPolicy,
                FieldValue(policy) ?? "default-src 'none'; frame-ancestors 'none'"
            ),
            ("Referrer-Policy", FieldValue(page.referrerPolicy) ?? "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()"),
        ]
    }

    private var crmOrigin: String {
        let parts = crm.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        return parts.prefix(3).joined(separator: "/")
    }
}
