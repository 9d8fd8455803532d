import CZlib
import HTTP
import ServiceRuntime

/// What every page has around its own content: head, navigation and foot.
struct PageLayout: Sendable {
    /// What is different from page to page.
    struct Page {
        /// The document's title, without the site's name.
        var title: String
        /// Where in the navigation bar it is; nil for nowhere.
        var section: Section?
        /// The script of the page, below the assets; nil for one that only reads.
        var script: String?
        /// A class of the style sheet for the width of `main`; empty for the full one.
        var width = ""
        /// What a search engine or a messenger shows of it.
        var summary = "Sessions and retreats to come, with seats to book."
        /// Whether the page talks to CRMAPI.
        var callsCRM = false
        /// Where its forms may lead, as the Content-Security-Policy has it.
        var formTargets = "'self'"
        /// Whether the browser may keep it, to ask only whether it is still the same.
        var isKept = true
        var status = Status.ok
        /// The content of `main`.
        var content: HTML
    }

    enum Section {
        case events
        case bookings
        case facilitator
    }

    let assets: Assets
    /// CRMAPI as a browser reaches it: scheme, host and port, and a path where it has one.
    let crm: String

    /// The whole document.
    func document(_ page: Page) -> HTML {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(page.title) · Sessions</title>
        <meta name="description" content="\(page.summary)">
        <meta name="color-scheme" content="light dark">
        \(page.callsCRM ? "<meta name=\"crm\" content=\"\(crm)\">" : "" as HTML)
        <link rel="icon" href="\(assets.base)/icon.svg" type="image/svg+xml">
        <link rel="stylesheet" href="\(assets.base)/app.css">
        \(scripts(of: page))
        </head>
        <body>
        <a class="skip" href="#main">Skip to the content</a>
        \(header(page.section))
        <main id="main" tabindex="-1" class="\(page.width)">
        \(page.content)
        </main>
        <footer><div>
        <span>Sessions and retreats</span>
        <a href="/">Events</a>
        <a href="/facilitator">For facilitators</a>
        <a href="/docs">API reference</a>
        </div></footer>
        <div id="live" class="visually-hidden" role="status" aria-live="polite"></div>
        </body>
        </html>

        """
    }

    /// All modules are named here, so the browser fetches them side by side and not one after the
    /// other as each import is discovered.
    private func scripts(of page: Page) -> HTML {
        let own = page.script ?? "pages/plain.js"
        let imports = assets.imports(of: own).map { address -> HTML in
            "<link rel=\"modulepreload\" href=\"\(address)\">\n"
        }
        return "\(imports)<script type=\"module\" src=\"\(assets.base)/\(own)\"></script>"
    }

    private func header(_ section: Section?) -> HTML {
        let links: [HTML] = [
            link("/", "Events", isCurrent: section == .events),
            link("/my/bookings", "My bookings", isCurrent: section == .bookings),
            link("/facilitator", "Facilitator", isCurrent: section == .facilitator),
        ]
        return """
            <header class="bar"><nav aria-label="Main">
            <a class="brand" href="/"><img src="\(assets.base)/icon.svg" alt="" width="28" height="28"><span>Sessions</span></a>
            <ul class="links">\(links)</ul>
            <ul class="account" id="account">\(link("/login", "Log in", isCurrent: false))</ul>
            </nav></header>
            """
    }

    private func link(_ address: String, _ text: String, isCurrent: Bool) -> HTML {
        """
        <li><a href="\(address)"\(" aria-current=\"page\"", if: isCurrent)><span>\(text)</span></a></li>
        """
    }
}

extension PageLayout {
    /// The page as an answer: compressed where the client likes that, and never taken from a cache
    /// without asking.
    func response(_ page: Page, to request: Request) -> Response {
        var response = response(page)
        var tag = EntityTag.ofContent(response.body)
        if request.acceptsGzip, let coded = Gzip.coded(response.body, level: 5) {
            response.body = coded
            response.fields.add(.contentEncoding, "gzip")
            tag = EntityTag(tag.opaque + "-gzip")
        }
        response.fields.add(.vary, "Accept-Encoding")
        guard page.isKept else { return response.with(.cacheControl, "no-store") }
        return response.unlessCurrent(for: request, tag: tag)
    }

    /// The page in the place of a problem, for people.
    func response(to problem: Problem, requestID: String) -> Response {
        response(ProblemPage(problem: problem, requestID: requestID, assets: assets).page)
            .with(.cacheControl, "no-store")
    }

    private func response(_ page: Page) -> Response {
        var response = Response(
            page.status, type: "text/html; charset=utf-8", body: document(page).bytes)
        for (name, value) in securityFields(page) { response.fields.add(name, value) }
        return response
    }

    /// Nothing runs or loads that is not this program's own, no page of others may frame it, and
    /// where the browser knows of trusted types no script can turn text into markup.
    private func securityFields(_ page: Page) -> [(FieldName, FieldValue)] {
        let connections = page.callsCRM ? "'self' \(crmOrigin)" : "'self'"
        let policy = """
            default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
            connect-src \(connections); form-action \(page.formTargets); base-uri 'none'; \
            frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'
            """
        return [
            (.contentSecurityPolicy, FieldValue(policy) ?? "default-src 'none'"),
            ("Referrer-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()"),
        ]
    }

    private var crmOrigin: String {
        let parts = crm.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        return parts.prefix(3).joined(separator: "/")
    }
}
