import Glibc
import Platform
import TextEncoding

/// A secret in a file of its own, which is created with random content on first use.
///
/// The secret is the file's text without the line end, so an environment variable can hold the same
/// secret.
package enum SecretFile {
    private static let maximumBytes = 4096

    /// Reads the secret, or creates it if the file does not exist; the folder must exist.
    ///
    /// Concurrent callers all get the secret that ends up on disk.
    /// - Parameter bytes: The number of random bytes of a new secret, which is written in
    ///   hexadecimal; also the minimum length of an existing one.
    /// - Throws: ``SecretFileError`` if other users can read the file, if this user does not own it,
    ///   if it is too short, or if a system call fails.
    package static func loadOrCreate(
        path: String, bytes: Int = 32
    ) throws(SecretFileError) -> Secret {
        if let secret = try load(path, minimumLength: bytes) { return secret }
        try create(path, bytes: bytes)
        guard let secret = try load(path, minimumLength: bytes) else {
            throw SecretFileError(path: path, reason: "it was deleted after its creation")
        }
        return secret
    }

    private static func load(
        _ path: String, minimumLength: Int
    ) throws(SecretFileError) -> Secret? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            guard errno == ENOENT else { throw SecretFileError(path: path, errorNumber: errno) }
            return nil
        }
        defer { close(descriptor) }
        try checkPrivacy(of: descriptor, path)
        var content = [UInt8](repeating: 0, count: maximumBytes + 1)
        let count = read(descriptor, &content, content.count)
        guard count >= 0 else { throw SecretFileError(path: path, errorNumber: errno) }
        let line = content.prefix(count).prefix { $0 != UInt8(ascii: "\n") }
        guard line.count >= minimumLength, count <= maximumBytes else {
            throw SecretFileError(
                path: path, reason: "it must hold at least \(minimumLength) bytes on one line")
        }
        return Secret(Array(line))
    }

    private static func checkPrivacy(
        of descriptor: Int32, _ path: String
    ) throws(SecretFileError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw SecretFileError(path: path, errorNumber: errno)
        }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid() else {
            throw SecretFileError(path: path, reason: "it is not a regular file of this user")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw SecretFileError(
                path: path, reason: "other users can read it; run chmod 600 \(path)")
        }
    }

    /// Writes a new secret to a draft and links it to its path, which fails if the path exists. A
    /// crash leaves no partial secret there.
    private static func create(_ path: String, bytes: Int) throws(SecretFileError) {
        let draft = path + "." + hexadecimal(randomBytes: 8)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SecretFileError(path: path, errorNumber: errno) }
        defer {
            close(descriptor)
            unlink(draft)
        }
        let line = Array((hexadecimal(randomBytes: bytes) + "\n").utf8)
        guard writeAll(line, to: descriptor) == line.count, fsync(descriptor) == 0,
            link(draft, path) == 0 || errno == EEXIST
        else { throw SecretFileError(path: path, errorNumber: errno) }
        do {
            try synchronizeFolder(of: path)
        } catch {
            throw SecretFileError(path: path, errorNumber: error.code)
        }
    }

    private static func hexadecimal(randomBytes count: Int) -> String {
        Hexadecimal.encode((0..<count).map { _ in UInt8.random(in: .min ... .max) })
    }
}

/// A secret's file that cannot be used.
package struct SecretFileError: Error, Equatable, CustomStringConvertible {
    package let path: String
    /// Does not contain the secret.
    package let reason: String

    init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    init(path: String, errorNumber: Int32) {
        self.init(path: path, reason: String(cString: strerror(errorNumber)))
    }

    package var description: String { "the secret in \(path) cannot be used: \(reason)" }
}
