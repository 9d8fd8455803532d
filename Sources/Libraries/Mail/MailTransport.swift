import Foundation
import Platform

/// Sends messages with a program, or writes them to a folder.
package enum MailTransport: Sendable {
    case program(MailProgram, sender: String)
    /// Each message becomes an `.eml` file.
    case folder(String)

    /// Sends one message.
    ///
    /// - Parameter name: Names the message's file; a repeated message has the same name.
    /// - Throws: An error after which the message may be sent again; `CancellationError` if the task
    ///   was cancelled before the program had accepted the message.
    package func send(_ message: [UInt8], to recipient: String, name: String) async throws {
        switch self {
        case .folder(let folder): try Self.write(message, to: "\(folder)/\(name).eml")
        case .program(let program, let sender):
            let draft = NSTemporaryDirectory() + "\(name)-\(UUID().uuidString).eml"
            defer { unlink(draft) }
            try Self.create(draft, message)
            // After `--`, the program does not read an address as an option.
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

    /// Creates a file that only this user can read; O_EXCL does not follow another user's link.
    private static func create(_ path: String, _ content: [UInt8]) throws(SystemError) {
        let file = try Descriptor(
            open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600), of: "creating \(path)")
        guard writeAll(content, to: file.number) == content.count else {
            throw SystemError("writing \(path)")
        }
    }
}
