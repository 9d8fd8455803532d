import BookingDomain
import BookingStore
import Observability
import SQLite
import Timekeeping

/// Writes to guests about what has happened to their bookings.
///
/// A message is marked as sent only when it has been handed over, so a crash may send it twice, under
/// the same `Message-ID`, and never loses it. Of a guest who leaves no message stays in the folder.
final class Mailer: Sendable {
    private static let batch = 50
    /// Between two rounds while bookings are made: a round for each would slow the writer down.
    private static let gathering = Duration.milliseconds(100)
    /// Without a change; e-mails that failed are due again then.
    private static let pause = Duration.seconds(1)

    private let store: Store
    private let log: Log
    private let sender: String
    private let transport: MailTransport
    private let failures: Counter
    private let folder: String
    private let task = BackgroundTask()

    init(_ settings: MailSettings, store: Store, log: Log, metrics: Metrics) {
        self.store = store
        self.log = log
        sender = settings.sender.text
        folder = settings.folder
        transport =
            settings.sendmail.map { .program(MailProgram(path: $0), sender: settings.sender.text) }
            ?? .folder(settings.folder)
        failures = metrics.counter(
            "mail_failures_total", help: "E-mails that could not be handed over.")
    }

    func start() {
        task.start { [self] in
            await round()
            try? await Task.sleep(for: Self.gathering)
            return Self.pause
        }
    }

    /// Sends what is due now.
    func wake() { task.wake() }

    func stop() async { await task.stop() }

    private func round() async {
        do {
            if try store.read({ tx in try tx.mails.areToCollect() }) {
                try await store.write { tx in
                    try tx.mails.collect(limit: 500)
                }
            }
            let (installation, due) = try store.read { tx in
                (
                    try tx.metadata.installation(),
                    try tx.mails.due(limit: Self.batch)
                )
            }
            for mail in due where !Task.isCancelled { try await send(mail, installation) }
            // Last, as a file that cannot be taken away must keep no letter from anybody.
            try await withdraw()
        } catch {
            log.warning("mail_round_failed", ["error": "\(error)"])
        }
    }

    private func withdraw() async throws {
        let mails = try store.read { tx in
            try tx.mails.toWithdraw(limit: Self.batch)
        }
        for mail in mails {
            try MailTransport.remove(Self.name(of: mail), from: folder)
            try await store.write { tx in
                try tx.mails.recordWithdrawal(of: mail)
            }
        }
    }

    private static func name(of mail: Int64) -> String { "mail-\(mail)" }

    private func send(_ mail: DueMail, _ installation: String) async throws {
        let isToGo = try await store.write { tx in
            try tx.mails.claim(mail)
        }
        guard isToGo else { return }
        do {
            try await transport.send(
                message(mail, installation).bytes, to: mail.address, name: Self.name(of: mail.id))
        } catch {
            failures.increment()
            log.warning("mail_failed", ["mail": mail.id, "error": "\(error)"])
            return
        }
        try await store.write { tx in
            try tx.mails.markSent(mail)
        }
    }

    private func message(_ mail: DueMail, _ installation: String) -> MailMessage {
        let host = sender.split(separator: "@").last ?? "localhost"
        let mailText = MailText(mail: mail)
        let invitation = Invitation(
            booking: mail.booking, guest: mail.address, sender: sender,
            identity: CalendarEntry.identity(of: mail.booking.event.id, at: installation),
            sequence: mail.sequence, isCancelled: mail.change == .cancelled,
            now: store.clock.now())
        let concernsCalendar =
            [.confirmed, .eventChanged, .cancelled].contains(mail.change)
            && mail.booking.confirmedAt != nil && !mail.isSuperseded
        return MailMessage(
            identity: "mail-\(mail.id).\(installation)@\(host)", sender: sender,
            recipient: mail.address, recipientName: mail.guestName, subject: mailText.subject,
            text: mailText.text, html: mailText.html,
            calendar: concernsCalendar ? (invitation.method, invitation.bytes) : nil,
            date: store.clock.now())
    }
}
