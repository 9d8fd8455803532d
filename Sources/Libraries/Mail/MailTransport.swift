import Foundation
import Platform

/// The way that messages leave the service.
package enum MailTransport: Sendable {
    case program(MailProgram, sender: String)
    /// Each message becomes an `.eml` file.
    case folder(String)

    /// Sends one message.
    ///
    /// - Parameter name: Names the message's file; a repeated message has the same name.
    /// - Throws: An error after which the message may be sent again.
    package func send(_ message: [UInt8], to recipient: String, name: String) async throws {
        switch self {
        case .folder(let folder): try Self.write(message, to: "\(folder)/\(name).eml")
        case .program(let program, let sender):
            let draft = NSTemporaryDirectory() + "\(name)-\(UUID().uuidString).eml"
            defer { unlink(draft) }
            try Self.create(draft, message)
            // After the dashes, an address cannot be taken for an option.
            try await program.run(["-i", "-f", sender, "--", recipient], input: draft)
        }
    }

    /// Removes the files of a message from a folder.
    package static func remove(_ name: String, from folder: String) throws {
        for path in ["\(folder)/\(name).eml", "\(folder)/\(name).eml.part"] {
            guard unlink(path) == 0 || errno == ENOENT else { throw CocoaError(.fileWriteUnknown) }
        }
    }

    /// Writes the file atomically, so that a reader of the folder never sees half a message.
    private static func write(_ message: [UInt8], to path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        let draft = path + ".part"
        // A crash may have left one.
        unlink(draft)
        try create(draft, message)
        guard rename(draft, path) == 0 else { throw SystemError("renaming \(draft)") }
    }

    /// Creates a file that only this user can read; O_EXCL follows no link that another has made.
    private static func create(_ path: String, _ content: [UInt8]) throws(SystemError) {
        let file = try Descriptor(
            open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600), of: "creating \(path)")
        var rest = content[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file.number, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { throw SystemError("writing \(path)") }
            rest = rest.dropFirst(max(0, count))
        }
    }
}
