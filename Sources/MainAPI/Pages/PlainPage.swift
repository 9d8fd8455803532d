import HTTP

/// A small page that works by itself: no script, nothing loaded from anywhere.
struct PlainPage {
    private var body = HTML()
    private let title: String

    init(title: String) {
        self.title = title
    }

    /// Adds a heading.
    mutating func heading(_ text: String) { body += "<h1>\(text)</h1>\n" }

    /// Adds a paragraph.
    mutating func paragraph(_ text: String) { body += "<p>\(text)</p>\n" }

    /// Adds a paragraph that stands out.
    mutating func note(_ text: String) {
        body += "<p class=\"note\"><strong>\(text)</strong></p>\n"
    }

    /// Adds a link in a paragraph of its own.
    mutating func link(_ text: String, to address: String) {
        body += "<p><a href=\"\(address)\">\(text)</a></p>\n"
    }

    /// Adds a form that posts hidden fields when its button is pressed.
    mutating func form(
        to address: String, _ fields: KeyValuePairs<String, String>, button: String
    ) {
        let inputs = fields.map { name, value -> HTML in
            "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">\n"
        }
        body += """
            <form method="post" action="\(address)">
            \(inputs)<button>\(button)</button>
            </form>

            """
    }

    /// The page as an answer, never kept by anybody.
    ///
    /// - Parameter target: The only address that its forms may be sent to, as a Content Security
    ///   Policy names it.
    func response(formsGoTo target: String = "'self'") -> Response {
        let policy =
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; "
            + "form-action \(target)"
        let document: HTML = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title)</title>
            <style>\(Self.style)</style>
            </head>
            <body><main>
            \(body)</main></body>
            </html>

            """
        return Response(.ok, type: "text/html; charset=utf-8", body: document.octets)
            .with(.cacheControl, "no-store")
            .with(.contentSecurityPolicy, FieldValue(policy))
    }

    private static let style: HTML = """
        :root { color-scheme: light dark; font: 1.1rem/1.5 system-ui, sans-serif; }
        main { max-width: 32rem; margin: 3rem auto; padding: 0 1rem; }
        .note { border: 2px dashed; border-radius: .5rem; padding: .5rem 1rem; }
        form { margin: .75rem 0; }
        button { font: inherit; width: 100%; padding: .6rem; border-radius: .5rem; cursor: pointer; }
        """
}
