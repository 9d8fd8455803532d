/// A stored picture by its name, which has its size and the digest of its bytes.
///
/// As the digest is in the name, the bytes behind a name never change.
package struct StoredPicture: Equatable, Sendable {
    /// Such as `1200x800-Zk3xQ0aF….jpg`; the last part of its address.
    package let name: String
    /// In pixels, as shown.
    package let width: Int
    /// In pixels, as shown.
    package let height: Int

    /// Such as `1200x800`.
    package var size: String { "\(width)x\(height)" }

    package init(width: Int, height: Int, digest: String, fileExtension: String) {
        name = "\(width)x\(height)-\(digest).\(fileExtension)"
        self.width = width
        self.height = height
    }

    /// Nil for a text that is not such a name.
    package init?(name: String) {
        let size = name.prefix { $0 != "-" }.split(separator: "x").map { Int($0) }
        guard size.count == 2, let width = size[0], let height = size[1] else { return nil }
        self.name = name
        self.width = width
        self.height = height
    }
}
