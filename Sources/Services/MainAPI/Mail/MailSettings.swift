import BookingDomain
import Configuration

/// The settings for outgoing e-mail.
struct MailSettings: Sendable {
    /// A program such as sendmail; nil writes messages to `folder`.
    let sendmail: String?
    /// For messages as `.eml` files.
    let folder: String
    let sender: EmailAddress

    /// Reads the settings; the reader's `finish` reports invalid ones.
    init(_ reader: inout SettingsReader, database: String) {
        sendmail = reader.optionalString(
            variable: "MAIL_SENDMAIL", defaultText: "none, mail goes into the folder",
            help: "The program that sends mail, such as /usr/sbin/sendmail.")
        let beside = database.lastIndex(of: "/").map { String(database[...$0]) } ?? ""
        folder =
            reader.optionalString(
                variable: "MAIL_FOLDER", defaultText: "mail, beside the database",
                help: "The folder for mail as .eml files if no program sends it.")
            ?? beside + "mail"
        let address = reader.string(
            variable: "MAIL_FROM", default: "bookings@localhost",
            help: "The address that mail comes from.")
        if let read = EmailAddress(address) {
            sender = read
        } else {
            reader.reject("MAIL_FROM must be a plain e-mail address, such as desk@example.org.")
            sender = .defaultSender
        }
    }
}
