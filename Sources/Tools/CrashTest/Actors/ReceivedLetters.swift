import Foundation

/// The letters about accounts in the mail folder, as their recipients read them.
struct ReceivedLetters {
    let folder: String

    /// The token of the link in the newest letter to an address; nil if there is none.
    ///
    /// - Parameters:
    ///   - path: The end of the link's path, such as `/confirm#`.
    ///   - earlier: Tokens of letters that are read already.
    func token(after path: String, to address: String, except earlier: Set<String>) -> String? {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for file in files where file.hasPrefix("account-") && file.hasSuffix(".eml") {
            guard let text = try? String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8),
                text.contains("<\(address)>")
            else { continue }
            // Quoted-printable text breaks long lines.
            let joined = text.replacing("=\r\n", with: "")
            guard let link = joined.split(separator: path).dropFirst().first else { continue }
            let token = String(link.prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" })
            if !earlier.contains(token) { return token }
        }
        return nil
    }
}
