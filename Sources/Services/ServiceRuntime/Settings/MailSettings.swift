import BookingDomain
import Configuration
import Mail

/// The settings for outgoing email.
package struct MailSettings: Sendable {
    /// The recipient of the doctor's test letter.
    let testRecipient: String?
    /// Nil writes messages to `folder`.
    package let sendmail: MailProgram?
    /// For messages as `.eml` files.
    package let folder: String
    package let sender: EmailAddress
    /// The address that gets the guests' answers; nil for the sender.
    package let replyAddress: EmailAddress?

    /// Reads the settings; the reader's `finish` reports invalid ones.
    ///
    /// - Parameter folderName: The default folder, beside the database.
    package init(_ reader: inout SettingsReader, database: String, folderName: String) {
        testRecipient = reader.optionalString(
            flag: "--mail", variable: "DOCTOR_MAIL",
            help: "The doctor sends a test letter to this address.")
        let command = reader.optionalString(
            variable: "MAIL_SENDMAIL", defaultText: "none, mail goes into the folder",
            help: "The program that sends mail, with arguments, such as /usr/sbin/sendmail.")
        let words = (command ?? "").split(separator: " ").map(String.init)
        sendmail = words.first.map {
            MailProgram(path: $0, arguments: Array(words.dropFirst()))
        }
        let beside = database.lastIndex(of: "/").map { String(database[...$0]) } ?? ""
        folder =
            reader.optionalString(
                variable: "MAIL_FOLDER", defaultText: "\(folderName) beside the database",
                help: "The folder for mail as .eml files if no program sends it.")
            ?? beside + folderName
        let address = reader.string(
            variable: "MAIL_FROM", default: EmailAddress.defaultSender.text,
            help: "The address that mail comes from.")
        let answers = reader.optionalString(
            variable: "MAIL_REPLY_TO", defaultText: "MAIL_FROM",
            help: "The address that gets the guests' answers.")
        sender = EmailAddress(address) ?? .defaultSender
        replyAddress = answers.flatMap { EmailAddress($0) }
        for (variable, text) in [("MAIL_FROM", address), ("MAIL_REPLY_TO", answers)] {
            guard let text, EmailAddress(text) == nil else { continue }
            reader.reject(
                "\(variable) must be a plain email address, such as desk@example.org.")
        }
    }

    /// The domain of the letters' `Message-ID`.
    package var host: String {
        sender.text.split(separator: "@").last.map(String.init) ?? "localhost"
    }

    package var transport: MailTransport {
        sendmail.map { .program($0, sender: sender.text) } ?? .folder(folder)
    }
}
