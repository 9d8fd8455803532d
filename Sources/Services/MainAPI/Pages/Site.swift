import BookingDomain

/// The place of the web pages: their addresses, their assets and the center that they are of.
struct Site: Sendable {
    /// The path of the public address, such as `/book`, before that of every link; often empty.
    let root: String
    /// The public address, which ends with `root`.
    let address: String
    let assets: Assets
    let centre: Centre

    /// The logo, if it is nearly square and so fits where an icon is shown.
    var squareLogo: StoredPicture? {
        guard let logo = centre.logo else { return nil }
        let (short, long) = (min(logo.width, logo.height), max(logo.width, logo.height))
        // A touch icon has 180 pixels.
        return short >= 180 && long * 4 <= short * 5 ? logo : nil
    }

    /// The path of a file of the assets.
    func asset(_ path: String) -> String { "\(root)\(assets.base)/\(path)" }

    /// The whole address of a file of the assets, for other sites.
    func assetURL(_ path: String) -> String { "\(address)\(assets.base)/\(path)" }
}
