import BookingDomain
import TextEncoding
import Timekeeping

/// The public pages for search engines (sitemaps.org/protocol.html).
struct SiteMap {
    /// The most events; later ones are found on the pages of earlier ones.
    static let maximumEvents = 2_000

    let events: [(id: EventID, updatedAt: Timestamp)]
    let facilitators: [Facilitator]
    /// The public address of the site.
    let address: String

    /// The document. XML escapes what HTML escapes (XML 1.0 §2.4).
    var content: [UInt8] {
        let pages = events.map { event -> HTML in
            """
            <url><loc>\(address)/e/\(event.id.rawValue)</loc><lastmod>\(event.updatedAt.rfc3339)</lastmod></url>

            """
        }
        let people = facilitators.map { facilitator -> HTML in
            "<url><loc>\(address)/f/\(facilitator.id.rawValue)</loc></url>\n"
        }
        let document: HTML = """
            <?xml version="1.0" encoding="UTF-8"?>
            <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
            <url><loc>\(address)/</loc></url>
            \(pages)\(people)</urlset>

            """
        return document.bytes
    }
}
