import AccountLetters
import BookingDomain
import Foundation
import Glibc
import Mail
import Platform
import Timekeeping

/// Examines how a service sends its email.
package struct MailExamination {
    private let service: ServiceSettings
    private let mail: MailSettings

    package init(_ service: ServiceSettings, _ mail: MailSettings) {
        self.service = service
        self.mail = mail
    }

    private var effect: String {
        switch service.name {
        case .mainAPI: "guests receive no email"
        case .crmAPI: "facilitators receive no links to confirm an address or set a password"
        }
    }

    /// Examines the mail program and sends the test letter, if one is wanted.
    package func findings() async -> [Finding] {
        var findings: [Finding] = []
        if let program = mail.sendmail?.path {
            guard FileManager.default.isExecutableFile(atPath: program) else {
                findings.fail(
                    "\(program) is not an executable file", effect,
                    "Install a package that contains it, such as msmtp, or change MAIL_SENDMAIL")
                return findings
            }
            findings.append(.ok("email is sent with \(program)"))
            findings += sender()
            findings += privileges(of: program)
            findings += configuration(of: program)
        } else {
            findings.warn(
                "email is only written to \(mail.folder)", effect,
                "Set MAIL_SENDMAIL to a program such as /usr/bin/msmtp")
        }
        return findings + (await testLetter())
    }

    private func sender() -> [Finding] {
        var findings: [Finding] = []
        if mail.host == "localhost" {
            findings.warn(
                "email comes from \(mail.sender.text)", "mail servers refuse it",
                "Set MAIL_FROM to an address of your domain")
        }
        return findings
    }

    private func privileges(of program: String) -> [Finding] {
        guard service.runsWithoutNewPrivileges == true,
            let (file, bit) = Self.fileThatNeedsPrivileges(of: program)
        else { return [] }
        var findings: [Finding] = []
        findings.fail(
            "\(file) is \(bit), and the service cannot gain privileges",
            "\(program) fails or hangs",
            "Use a sendmail such as msmtp, or allow new privileges in the unit")
        return findings
    }

    /// The file that a mail program needs and that is set-user-ID, such as exim's, or set-group-ID, such
    /// as postfix's `postdrop`.
    private static func fileThatNeedsPrivileges(of program: String) -> (file: String, bit: String)?
    {
        let resolved = URL(fileURLWithPath: program).resolvingSymlinksInPath().path
        let isPostfix = resolved.hasSuffix("/sendmail") || resolved.contains("postfix")
        let files = [resolved] + (isPostfix ? ["/usr/sbin/postdrop"] : [])
        for file in files {
            var attributes = stat()
            guard stat(file, &attributes) == 0 else { continue }
            if attributes.st_mode & S_ISUID != 0 { return (file, "set-user-ID") }
            if attributes.st_mode & S_ISGID != 0 { return (file, "set-group-ID") }
        }
        return nil
    }

    /// Checks that the service's user can read msmtp's configuration, which holds a password.
    private func configuration(of program: String) -> [Finding] {
        guard program.hasSuffix("/msmtp"), let user = serviceUser else { return [] }
        let path = mail.sendmail?.configuration ?? "/etc/msmtprc"
        var findings: [Finding] = []
        var attributes = stat()
        guard stat(path, &attributes) == 0 else {
            findings.fail(
                "\(path) cannot be examined (\(String(cString: strerror(errno))))", effect,
                "Put the mail server into it, as the example msmtprc does")
            return findings
        }
        if !user.canRead(attributes) {
            let group = getgrgid(attributes.st_gid).map { String(cString: $0.pointee.gr_name) }
            // The group of root opens other files too.
            let remedy =
                attributes.st_gid == 0
                ? "Give the file a group of the service's user, such as booking-mail"
                : "Let the file's group read it, add the user to that group by usermod -a -G"
                    + " \(group ?? "GROUP") \(user.name)"
            findings.fail(
                "\(path) cannot be read by \(user.name), the service's user", effect,
                remedy + ", and restart the service")
        }
        return findings
    }

    /// The owner of the database's folder if this is root, else the current user.
    private var serviceUser: UserGroups? {
        var attributes = stat()
        guard geteuid() == 0, stat(folder(of: service.database), &attributes) == 0 else {
            return UserGroups(geteuid())
        }
        return UserGroups(attributes.st_uid)
    }
}

extension MailExamination {
    /// Sends a test letter to the address in `--mail`, over the service's transport.
    ///
    /// Root runs the mail program as the service's user and with its restrictions, so that it fails as
    /// in the service.
    private func testLetter() async -> [Finding] {
        guard let recipient = mail.testRecipient else { return [] }
        var findings: [Finding] = []
        guard let address = EmailAddress(recipient) else {
            findings.fail(
                "\(recipient) is not an email address", "no test letter is sent",
                "Correct --mail")
            return findings
        }
        let letter = Letter(
            subject: "Test letter", name: nil,
            paragraphs: [
                "\(service.name.rawValue) doctor sent this letter over the same transport as the"
                    + " service's mail."
            ])
        let message = MailMessage(
            identity: "test-\(UUID().uuidString)@\(mail.host)", sender: mail.sender.text,
            recipient: address.text, recipientName: nil, letter: letter,
            date: WallClock.system.now())
        let hasFolder = FileManager.default.fileExists(atPath: mail.folder)
        guard let transport = testTransport else {
            findings.fail(
                "the owner of the database's folder has no name", "no test letter is sent",
                "Run this as the service's user")
            return findings
        }
        do {
            try await transport.send(message.bytes, to: address.text, name: "test-letter")
            if mail.sendmail == nil {
                if !hasFolder { try giveToFolderOwner(mail.folder) }
                try giveToFolderOwner(mail.folder + "/test-letter.eml")
            }
            let user = mail.sendmail.flatMap { _ in serviceUser }.map { " by \($0.name)" } ?? ""
            findings.append(.ok("a test letter to \(address.text) was handed over\(user)"))
        } catch {
            findings.fail(
                "the test letter to \(address.text) was refused (\(Self.line("\(error)")))", effect,
                "Correct MAIL_SENDMAIL and its configuration")
        }
        return findings
    }

    /// A mail program's words as one line.
    private static func line(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: "; ")
    }

    /// Nil if root does not know the service's user.
    private var testTransport: MailTransport? {
        guard geteuid() == 0, let program = mail.sendmail else { return mail.transport }
        guard let user = serviceUser else { return nil }
        if user.isRoot { return mail.transport }
        return .program(
            program.run(
                asUser: user.name, group: user.group,
                withoutNewPrivileges: service.runsWithoutNewPrivileges == true),
            sender: mail.sender.text)
    }

    /// The findings about letters that confirm an address or set a password.
    package static func findings(of letters: AccountLetterQueue.State, at now: Timestamp)
        -> [Finding]
    {
        var findings: [Finding] = []
        if letters.givenUp > 0 {
            findings.warn(
                "\(letters.givenUp) letters about accounts were given up within four days",
                "their recipients cannot confirm an address or set a password",
                "Check that MAIL_SENDMAIL works, and have them ask again; the log has"
                    + " account_letter_failed")
        }
        if let oldest = letters.oldest, now.seconds(since: oldest) > 3_600 {
            findings.warn(
                "\(letters.waiting) letters about accounts have waited since \(oldest.rfc3339)",
                "addresses are not confirmed and passwords not reset",
                "Check that MAIL_SENDMAIL works; the log has account_letter_failed")
        }
        return findings
    }
}

/// A user of the system with its groups.
private struct UserGroups {
    let name: String
    /// The primary group.
    let group: gid_t
    private let user: uid_t
    private let groups: Set<gid_t>

    var isRoot: Bool { user == 0 }

    init?(_ user: uid_t) {
        guard let entry = getpwuid(user) else { return nil }
        self.user = user
        group = entry.pointee.pw_gid
        name = String(cString: entry.pointee.pw_name)
        var count: Int32 = 256
        var list = [gid_t](repeating: 0, count: Int(count))
        guard getgrouplist(name, entry.pointee.pw_gid, &list, &count) >= 0 else { return nil }
        groups = Set(list.prefix(Int(count)))
    }

    func canRead(_ file: stat) -> Bool {
        if user == 0 { return true }
        if file.st_uid == user { return file.st_mode & S_IRUSR != 0 }
        return file.st_mode & (groups.contains(file.st_gid) ? S_IRGRP : S_IROTH) != 0
    }
}
