import BookingDomain
import BookingStore
import Mail
import Observability
import SQLite
import ServiceRuntime
import TextEncoding
import Timekeeping

/// Sends facilitators the letters about bookings and cancellations that they want.
///
/// As with ``Mailer``, a crash may send a letter twice under the same `Message-ID`.
final class FacilitatorMailer: Sendable {
    private static let batchSize = 200
    /// The maximum time between two rounds; failed e-mails are retried then.
    private static let maximumInterval = Duration.seconds(1)

    private let store: Store
    private let settings: MailSettings
    private let address: PublicAddress
    private let log: Log
    private let failures: Counter
    private let task = BackgroundTask()

    init(
        _ settings: MailSettings, address: PublicAddress, store: Store, log: Log, metrics: Metrics
    ) {
        self.settings = settings
        self.address = address
        self.store = store
        self.log = log
        failures = metrics.counter(
            "facilitator_mail_failures_total",
            help: "E-mails to facilitators that the mail program or the folder refused.")
    }

    func start() {
        task.start { [self] in
            do {
                try await round()
            } catch {
                log.warning("facilitator_mail_round_failed", ["error": "\(error)"])
            }
            return Self.maximumInterval
        }
    }

    /// Sends the due e-mails now.
    func wake() { task.wake() }

    /// Ends a running mail program, whose letter stays due, and the current round.
    func stop() async { await task.stop() }

    private func round() async throws {
        let (installation, due) = try store.read { tx in
            (
                try tx.metadata.installation(),
                try tx.facilitatorMails.due(limit: Self.batchSize)
            )
        }
        for mail in due where !Task.isCancelled { try await send(mail, installation) }
    }

    private func send(_ mail: DueFacilitatorMail, _ installation: String) async throws {
        guard try await store.write({ try $0.facilitatorMails.claim(mail) }) else { return }
        let message = MailMessage(
            identity: "facilitator-\(mail.id).\(installation)@\(settings.host)",
            sender: settings.sender.text, recipient: mail.address, recipientName: mail.name,
            letter: FacilitatorMailText(mail: mail, address: address.text).letter,
            date: store.clock.now())
        do {
            try await settings.transport.send(
                message.bytes, to: mail.address, name: "facilitator-\(mail.id)")
        } catch is CancellationError {
            log.info("facilitator_mail_interrupted", ["mail": mail.id])
            return try await store.database.writeWhenCancelled {
                try $0.facilitatorMails.release(mail)
            }
        } catch {
            failures.increment()
            log.warning("facilitator_mail_failed", ["mail": mail.id, "error": "\(error)"])
            return
        }
        try await store.database.writeWhenCancelled { try $0.facilitatorMails.markSent(mail) }
    }
}
