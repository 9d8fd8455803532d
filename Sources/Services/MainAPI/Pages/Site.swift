import BookingDomain

/// The place of the web pages: their addresses, their assets and the center that they are of.
struct Site: Sendable {
    /// The path of the public address, such as `/book`, before that of every link; often empty.
    let root: String
    /// The public address, which ends with `root`.
    let address: String
    let assets: Assets
    let centre: Centre

    /// The path of a file of the assets.
    func asset(_ path: String) -> String { "\(root)\(assets.base)/\(path)" }

    /// The whole address of a file of the assets, for other sites.
    func assetURL(_ path: String) -> String { "\(address)\(assets.base)/\(path)" }
}
