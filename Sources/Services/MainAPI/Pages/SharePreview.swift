import BookingDomain
import TextEncoding

/// What messengers and search engines show of a page: its one address and an image.
///
/// Docs: ogp.me, developer.x.com/en/docs/x-for-websites/cards
struct SharePreview {
    /// A raster image, because messengers show no vectors.
    struct Image {
        let url: String
        /// In pixels.
        let width: Int
        /// In pixels.
        let height: Int
    }

    /// The path below the site.
    let path: String
    let image: Image

    /// The tags for the head of the page.
    ///
    /// - Parameter isIndexed: Whether search engines may list the page.
    func html(title: String, summary: String, isIndexed: Bool, on site: Site) -> HTML {
        let url = site.address + path
        let canonical: HTML = "<link rel=\"canonical\" href=\"\(url)\">\n"
        return """
            \(canonical, if: isIndexed)<meta property="og:type" content="website">
            <meta property="og:site_name" content="\(site.centre.name)">
            <meta property="og:title" content="\(title)">
            <meta property="og:description" content="\(summary)">
            <meta property="og:url" content="\(url)">
            <meta property="og:image" content="\(image.url)">
            <meta property="og:image:width" content="\(image.width)">
            <meta property="og:image:height" content="\(image.height)">
            <meta name="twitter:card" content="summary_large_image">

            """
    }
}

extension SharePreview.Image {
    /// The smallest side of a picture that messengers show large, in pixels.
    private static let smallestSide = 200

    /// A sky of the assets, such as `dawn-session`.
    init(sky: String, on site: Site) {
        self.init(url: site.assetURL("share/\(sky).jpg"), width: 1_200, height: 630)
    }

    /// A picture, or the sky if there is none or it is too small.
    init(_ picture: StoredPicture?, orSky sky: String, on site: Site) {
        guard let picture, min(picture.width, picture.height) >= Self.smallestSide else {
            self.init(sky: sky, on: site)
            return
        }
        self.init(url: site.address + picture.path, width: picture.width, height: picture.height)
    }
}
