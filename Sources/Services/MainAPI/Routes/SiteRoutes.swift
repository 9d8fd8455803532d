import BookingDomain
import BookingStore
import HTTP
import JSONCoding
import SQLite

/// The files of the site: assets, icons, the theme, and what search engines and home screens read.
struct SiteRoutes: Sendable {
    let pages: Pages

    func add(to routes: inout Routes) {
        routes.get("/favicon.ico", by: .anyone, icon)
        routes.get("/assets/{digest}/{file}", by: .anyone, asset)
        routes.get("/assets/{digest}/{folder}/{file}", by: .anyone, asset)
        routes.get("/theme/{name}.css", by: .anyone, theme)
        routes.get("/manifest.webmanifest", by: .anyone, manifest)
        routes.get("/robots.txt", by: .anyone, robots)
        routes.get("/sitemap.xml", by: .anyone, sitemap)
        for page in LegalTextPage.allCases {
            routes.get(.init(page.path), by: .anyone, isPage: true) { request, _ in
                try page.response(try pages.layout(), to: request)
            }
        }
    }

    private func icon(_ request: Request, _: Anyone) throws -> Response {
        try Assets.embedded.icon(for: request)
    }

    private func asset(_ request: Request, _: Anyone) throws -> Response {
        let folder = request.parameters["folder"].map { $0 + "/" } ?? ""
        let path = folder + (request.parameters["file"] ?? "")
        let digest = request.parameters["digest"]
        guard let response = Assets.embedded.response(to: request, digest: digest, path: path)
        else { throw Problem.notFound }
        return response
    }

    private func theme(_ request: Request, _: Anyone) throws -> Response {
        guard let response = ThemeStyle.response(named: request.parameters["name"] ?? "") else {
            throw Problem.notFound
        }
        return response
    }

    private func manifest(_ request: Request, _: Anyone) throws -> Response {
        let manifest = Manifest(site: try pages.layout().site)
        return Response(.ok, type: "application/manifest+json", body: manifest.json)
            .with(.cacheControl, "no-cache").unlessCurrent(for: request)
    }

    private func robots(_ request: Request, _: Anyone) throws -> Response {
        let text = """
            User-agent: *
            Disallow:

            Sitemap: \(pages.address.text)/sitemap.xml

            """
        return Response(.ok, type: .plainText, body: Array(text.utf8))
    }

    private func sitemap(_ request: Request, _: Anyone) async throws -> Response {
        let address = pages.address.text
        let map = try await pages.store.backgroundReads.read { tx in
            SiteMap(
                events: try tx.events.publicUpdates(atMost: SiteMap.maximumEvents),
                facilitators: try tx.facilitators.withPublicPages(), address: address)
        }
        return Response(.ok, type: "application/xml; charset=utf-8", body: map.content)
            .with(.cacheControl, "no-cache").unlessCurrent(for: request)
    }
}

/// The names, icons and colors for a home screen (w3.org/TR/appmanifest).
private struct Manifest: JSONWritable {
    let site: Site

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("name", site.centre.name)
            if !site.centre.tagline.isEmpty { json.member("description", site.centre.tagline) }
            json.member("start_url", site.root + "/")
            json.member("scope", site.root + "/")
            json.member("display", "minimal-ui")
            json.member("background_color", PageLayout.lightBackground)
            json.member("theme_color", PageLayout.lightBackground)
            json.memberArray("icons") { json in
                if let logo = site.squareLogo {
                    json.element(Icon(path: site.root + logo.path, size: logo.size, type: nil))
                    return
                }
                json.element(
                    Icon(path: site.asset("icon.svg"), size: "any", type: "image/svg+xml"))
                for size in [180, 512] {
                    json.element(
                        Icon(
                            path: site.asset("icons/\(size).png"), size: "\(size)x\(size)",
                            type: "image/png"))
                }
            }
        }
    }

    private struct Icon: JSONWritable {
        let path: String
        /// In pixels, such as `180x180`.
        let size: String
        let type: String?

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.member("src", path)
                json.member("sizes", size)
                if let type { json.member("type", type) }
            }
        }
    }
}
