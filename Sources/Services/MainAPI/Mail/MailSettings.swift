import BookingDomain
import Configuration

/// How e-mail goes out.
struct MailSettings: Sendable {
    /// The program that takes messages as sendmail does; nil puts them into the folder.
    let sendmail: String?
    /// Where messages are put as `.eml` files when there is no such program.
    let folder: String
    /// The address that they come from.
    let sender: EmailAddress

    /// Reads them; what is wrong shows in the reader's `finish`.
    init(_ reader: inout SettingsReader, database: String) {
        sendmail = reader.optionalString(
            variable: "MAIL_SENDMAIL", defaultText: "none, mail goes into the folder",
            help: "The program that sends mail, such as /usr/sbin/sendmail.")
        let beside = database.lastIndex(of: "/").map { String(database[...$0]) } ?? ""
        folder =
            reader.optionalString(
                variable: "MAIL_FOLDER", defaultText: "mail, beside the database",
                help: "Where mail is put as .eml files while no program sends it.")
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
