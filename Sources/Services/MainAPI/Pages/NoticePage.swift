import BookingDomain
import HTTP
import TextEncoding

/// A text of the center that the foot of every page links to.
enum NoticePage: String, CaseIterable {
    case imprint, privacy, terms

    /// The path below the site.
    var path: String { "/\(rawValue)" }

    private var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

    private func notice(of centre: Centre) -> Centre.Notice {
        switch self {
        case .imprint: centre.imprint
        case .privacy: centre.privacy
        case .terms: centre.terms
        }
    }

    /// The link at the foot of a page; nothing without a text.
    func link(on site: Site) -> HTML {
        let notice = notice(of: site.centre)
        guard !notice.isEmpty else { return "" }
        return "<a href=\"\(notice.link ?? site.root + path)\">\(title)</a>\n"
    }

    /// The page with the text, or the way to the address that is there instead.
    ///
    /// - Throws: `Problem` 404 without a text.
    func response(_ layout: PageLayout, to request: Request) throws(Problem) -> Response {
        let notice = notice(of: layout.site.centre)
        guard !notice.isEmpty else { throw .notFound }
        if let link = notice.link {
            return Response(.seeOther).with(.location, FieldValue(link))
        }
        return layout.response(
            PageLayout.Page(
                title: title, width: "narrow",
                content: """
                    <h1>\(title)</h1>
                    <p class="prose" dir="auto">\(notice.text)</p>
                    """), to: request)
    }
}
