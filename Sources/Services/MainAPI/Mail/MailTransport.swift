import Foundation

/// Hands a message over: to a program, or into a folder.
enum MailTransport: Sendable {
    /// A program that takes a message on its standard input, as sendmail does.
    case program(MailProgram, sender: String)
    /// A folder that gets an `.eml` file for each.
    case folder(String)

    /// Hands over one message, and waits until that is done.
    ///
    /// - Parameter name: Tells the file from others; the same message has the same.
    /// - Throws: What went wrong; the message may be sent again.
    func send(_ message: [UInt8], to recipient: String, name: String) async throws {
        switch self {
        case .folder(let folder): try Self.write(message, as: "\(folder)/\(name).eml")
        case .program(let program, let sender):
            let draft = NSTemporaryDirectory() + "\(name)-\(UUID().uuidString).eml"
            try Self.write(message, as: draft)
            defer { unlink(draft) }
            // Behind the dashes an address cannot be taken for an option.
            try await program.run(["-i", "-f", sender, "--", recipient], input: draft)
        }
    }

    /// Takes away what `send` has left of a message in a folder.
    static func remove(_ name: String, from folder: String) throws {
        for path in ["\(folder)/\(name).eml", "\(folder)/\(name).eml.part"] {
            guard unlink(path) == 0 || errno == ENOENT else { throw CocoaError(.fileWriteUnknown) }
        }
    }

    /// Whoever reads the folder never sees half a message.
    private static func write(_ message: [UInt8], as path: String) throws {
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
