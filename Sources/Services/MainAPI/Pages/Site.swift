/// The place of the web pages: the beginning of their addresses, and their assets.
struct Site: Sendable {
    /// The path of the public address, such as `/book`, before that of every link; often empty.
    let root: String
    let assets: Assets

    /// The address of a file of the assets.
    func asset(_ path: String) -> String { "\(root)\(assets.base)/\(path)" }
}
