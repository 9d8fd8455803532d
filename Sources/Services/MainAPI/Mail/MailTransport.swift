import Foundation

/// The way that messages leave the service.
enum MailTransport: Sendable {
    case program(MailProgram, sender: String)
    /// Each message becomes an `.eml` file.
    case folder(String)

    /// Sends one message.
    ///
    /// - Parameter name: Names the message's file; a repeated message has the same name.
    /// - Throws: An error after which the message may be sent again.
    func send(_ message: [UInt8], to recipient: String, name: String) async throws {
        switch self {
        case .folder(let folder): try Self.write(message, to: "\(folder)/\(name).eml")
        case .program(let program, let sender):
            let draft = NSTemporaryDirectory() + "\(name)-\(UUID().uuidString).eml"
            try Self.write(message, to: draft)
            defer { unlink(draft) }
            // After the dashes, an address cannot be taken for an option.
            try await program.run(["-i", "-f", sender, "--", recipient], input: draft)
        }
    }

    /// Removes the files of a message from a folder.
    static func remove(_ name: String, from folder: String) throws {
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
        guard
            FileManager.default.createFile(
                atPath: draft, contents: Data(message), attributes: [.posixPermissions: 0o600]),
            rename(draft, path) == 0
        else { throw CocoaError(.fileWriteUnknown) }
    }
}
