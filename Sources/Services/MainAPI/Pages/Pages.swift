import BookingDomain
import HTTP

/// Makes the layout of the pages, with the center as it is now.
struct Pages: Sendable {
    let store: Store
    let address: PublicAddress
    /// The URL at which a browser reaches CRMAPI; it may have a path.
    let crm: String

    func layout() throws -> PageLayout { layout(of: try store.centre()) }

    /// The layout of a page about a problem, which may be that of the database.
    var layoutOfProblem: PageLayout { (try? layout()) ?? layout(of: Centre()) }

    private func layout(of centre: Centre) -> PageLayout {
        let site = Site(
            root: store.root.text, address: address.text, assets: .embedded, centre: centre)
        return PageLayout(site: site, crm: crm)
    }
}
