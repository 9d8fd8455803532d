import BookingDomain
import TextEncoding

/// A page before or after a payment: the booking as a ticket, with its next step as a button.
struct CheckoutPage {
    let title: String
    /// A style sheet class for a tag.
    enum TagStyle: String {
        case good
        case warn
        case plain = ""
    }
    /// The path of the page's script in the assets; nil for a static page.
    var script: String?
    /// The `form-action` of the Content-Security-Policy.
    var formTargets = "'self'"
    var referrerPolicy = "same-origin"
    private let ticket: Ticket
    private var body = HTML()
    private var step = HTML()
    private var otherForms = HTML()

    init(title: String, _ ticket: Ticket) {
        self.title = title
        self.ticket = ticket
    }

    mutating func tag(_ text: String, _ style: TagStyle) {
        body += "<p><span class=\"tag \(style.rawValue)\">\(text)</span></p>\n"
    }

    mutating func heading(_ text: String) { body += "<h1>\(text)</h1>\n" }

    /// Adds a message beside the buttons.
    mutating func error(_ text: String) {
        step += "<p class=\"note bad\" role=\"alert\" tabindex=\"-1\" autofocus>\(text)</p>\n"
    }

    mutating func paragraph(_ text: String) { body += "<p>\(text)</p>\n" }

    /// Adds a link that looks like a button.
    mutating func link(_ text: String, to address: String, isMain: Bool = true) {
        step += """
            <p><a class="button wide \(isMain ? "main" : "plain")" href="\(address)">\(text)</a></p>

            """
    }

    /// A field that the guest fills in, unless its value is known.
    struct Input {
        let name: String
        /// The `type` of the element.
        let type: String
        let label: String
        let value: String?
    }

    /// Adds a form that posts hidden fields and the guest's inputs when its button is pressed.
    mutating func form(
        to address: String, _ fields: KeyValuePairs<String, String>, inputs: [Input] = [],
        button: String, isMain: Bool = true
    ) {
        step += Self.form(
            address, fields, inputs, button, style: isMain ? "main wide" : "plain wide")
    }

    /// Adds a form to the list below the card, with a text that explains it.
    mutating func otherForm(
        to address: String, _ fields: KeyValuePairs<String, String>, button: String,
        meaning: String
    ) {
        otherForms += """
            <li class="spread"><span class="small quiet">\(meaning)</span>
            \(Self.form(address, fields, [], button, style: "little"))</li>

            """
    }

    var page: PageLayout.Page {
        let others: HTML =
            otherForms.bytes.isEmpty
            ? ""
            : """
            <section class="others"><h2>Other outcomes</h2>
            <ul class="feed">\(otherForms)</ul></section>
            """
        return PageLayout.Page(
            title: title, script: script, width: "form", formTargets: formTargets,
            referrerPolicy: referrerPolicy,
            isCacheable: false, isIndexed: false,
            content: """
                <div class="checkout">
                \(body)\(ticket.html(step: step))</div>
                \(others)
                """)
    }

    private static func form(
        _ address: String, _ fields: KeyValuePairs<String, String>, _ inputs: [Input],
        _ button: String, style: HTML
    ) -> HTML {
        let visible = inputs.map { input -> HTML in
            if let value = input.value { return hiddenInput(input.name, value) }
            return """
                <div><label for="\(input.name)">\(input.label)</label>
                <input id="\(input.name)" name="\(input.name)" type="\(input.type)" \
                autocomplete="\(input.type)" required></div>

                """
        }
        let hidden = fields.map { hiddenInput($0.key, $0.value) }
        return """
            <form method="post" action="\(address)">
            \(hidden)\(visible)<button class="button \(style)">\(button)</button>
            </form>

            """
    }

    private static func hiddenInput(_ name: String, _ value: String) -> HTML {
        "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">\n"
    }
}
