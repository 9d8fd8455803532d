import BookingDomain
import HTTP
import TextEncoding

/// A text of the center that the foot of every page links to.
enum LegalTextPage: String, CaseIterable {
    case imprint, privacy, terms

    /// The path below the site.
    var path: String { "/\(rawValue)" }

    private var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

    private func legalText(of centre: Centre) -> Centre.LegalText {
        switch self {
        case .imprint: centre.imprint
        case .privacy: centre.privacy
        case .terms: centre.terms
        }
    }

    /// The link at the foot of a page; nothing without a text.
    func link(on site: Site) -> HTML {
        let text = legalText(of: site.centre)
        guard !text.isEmpty else { return "" }
        return "<a href=\"\(text.link ?? site.root + path)\">\(title)</a>\n"
    }

    /// The page with the text, or the way to the address that is there instead.
    ///
    /// - Throws: `Problem` 404 without a text.
    func response(_ layout: PageLayout, to request: Request) throws(Problem) -> Response {
        let text = legalText(of: layout.site.centre)
        guard !text.isEmpty else { throw .notFound }
        if let link = text.link {
            return Response(.seeOther).with(.location, FieldValue(link))
        }
        return layout.response(
            PageLayout.Page(
                title: title, width: "narrow",
                preview: SharePreview(
                    path: path,
                    image: .init(layout.site.centre.logo, orSky: "dawn-session", on: layout.site)),
                content: """
                    <h1>\(title)</h1>
                    <p class="prose" dir="auto">\(text.text)</p>
                    """), to: request)
    }
}
