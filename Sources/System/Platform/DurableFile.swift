import Glibc

/// A small file of mode 0600 whose changes are on disk when they return.
package struct DurableFile: Sendable {
    package let path: String

    package init(path: String) {
        self.path = path
    }

    /// The content; nil if there is no file.
    ///
    /// - Throws: ``SystemError``.
    package func bytes() throws(SystemError) -> [UInt8]? {
        guard access(path, F_OK) == 0 else { return nil }
        let file = try Descriptor(open(path, O_RDONLY | O_CLOEXEC), of: "opening \(path)")
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(file.number, &buffer, buffer.count)
            guard count >= 0 else { throw SystemError("reading \(path)") }
            guard count > 0 else { return bytes }
            bytes += buffer.prefix(count)
        }
    }

    /// Adds lines, also after a line that a crash has cut.
    ///
    /// - Throws: ``SystemError``.
    package func append(_ lines: String) throws(SystemError) {
        try Self.write("\n" + lines, to: path, flags: O_APPEND)
        try synchronizeFolder(of: path)
    }

    /// Replaces the content, which readers see before or after the change, never in between.
    ///
    /// - Throws: ``SystemError``.
    package func replace(with text: String) throws(SystemError) {
        // A command and the service may write at the same time.
        let new = "\(path).\(getpid())"
        try Self.write(text, to: new, flags: O_TRUNC)
        guard rename(new, path) == 0 else { throw SystemError("renaming \(new)") }
        try synchronizeFolder(of: path)
    }

    private static func write(
        _ text: String, to path: String, flags: Int32
    ) throws(SystemError) {
        let bytes = Array(text.utf8)
        let file = try Descriptor(
            open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0o600), of: "opening \(path)")
        try giveToFolderOwner(path)
        guard writeAll(bytes, to: file.number) == bytes.count, fsync(file.number) == 0 else {
            throw SystemError("writing \(path)")
        }
    }
}
