import BookingDomain

/// A page on the way to a payment, or back from one: a card, and one thing to do next.
struct CheckoutPage {
    let title: String
    /// A style sheet's class for what the tag at the top means.
    enum Mood: String {
        case good
        case warn
        case plain = ""
    }
    /// The script that follows what happens; nil for a page that stays as it is.
    var script: String?
    /// Where its forms may lead, as the Content-Security-Policy has it.
    var formTargets = "'self'"
    private var body = HTML()
    private var below = HTML()

    init(title: String) {
        self.title = title
    }

    /// Adds a word or two on how it stands.
    mutating func tag(_ text: String, _ mood: Mood) {
        body += "<p><span class=\"tag \(mood.rawValue)\">\(text)</span></p>\n"
    }

    /// Adds a picture over the width of the card.
    mutating func cover(_ address: String) {
        body += "<img class=\"cover\" src=\"\(address)\" alt=\"\" width=\"396\" height=\"158\">\n"
    }

    mutating func heading(_ text: String) { body += "<h1>\(text)</h1>\n" }

    mutating func amount(_ money: Money) { body += "<p class=\"price\">\(money.text)</p>\n" }

    /// Adds a paragraph on what went wrong.
    mutating func error(_ text: String) {
        body += "<p class=\"note bad\" role=\"alert\">\(text)</p>\n"
    }

    mutating func paragraph(_ text: String) { body += "<p>\(text)</p>\n" }

    /// Adds what it is about: an event, with when and where it is.
    mutating func event(_ formatter: EventFormatter) {
        let place = formatter.event.location.isEmpty ? "" : " · \(formatter.event.location)"
        body += """
            <p class="about"><b>\(formatter.event.title)</b><br>
            <span class="quiet">\(formatter.days), \(formatter.hours)<br>\(formatter.clockOwner)\(place)</span></p>

            """
    }

    /// Adds a link that looks like a button.
    mutating func link(_ text: String, to address: String, isMain: Bool = true) {
        body += """
            <p><a class="button wide\(" main", if: isMain)" href="\(address)">\(text)</a></p>

            """
    }

    /// Adds a form that posts hidden fields when its button is pressed.
    mutating func form(
        to address: String, _ fields: KeyValuePairs<String, String>, button: String,
        isMain: Bool = true
    ) {
        body += Self.form(address, fields, button, style: isMain ? "main wide" : "plain wide")
    }

    /// Adds such a form below the card, among others, with a word on what it is for.
    mutating func otherForm(
        to address: String, _ fields: KeyValuePairs<String, String>, button: String,
        meaning: String
    ) {
        below += """
            <li class="spread"><span class="small quiet">\(meaning)</span>
            \(Self.form(address, fields, button, style: "little"))</li>

            """
    }

    var page: PageLayout.Page {
        let others: HTML =
            below.bytes.isEmpty
            ? ""
            : """
            <section class="others"><h2>What else may happen</h2><ul class="feed">\(below)</ul></section>
            """
        return PageLayout.Page(
            title: title, script: script, width: "form", formTargets: formTargets, isKept: false,
            content: """
                <div class="card checkout">
                \(body)</div>
                \(others)
                """)
    }

    private static func form(
        _ address: String, _ fields: KeyValuePairs<String, String>, _ button: String, style: HTML
    ) -> HTML {
        let inputs = fields.map { name, value -> HTML in
            "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">\n"
        }
        return """
            <form method="post" action="\(address)">
            \(inputs)<button class="button \(style)">\(button)</button>
            </form>

            """
    }
}
