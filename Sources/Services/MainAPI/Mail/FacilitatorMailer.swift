import BookingDomain
import BookingStore
import Mail
import Observability
import SQLite
import ServiceRuntime
import Timekeeping

/// Sends facilitators the letters about bookings and cancellations that they want.
///
/// As with ``Mailer``, a crash may send a letter twice under the same `Message-ID`.
final class FacilitatorMailer: Sendable {
    private static let batchSize = 200
    /// The maximum time between two rounds; failed emails are retried then.
    private static let maximumInterval = Duration.seconds(1)

    private let store: Store
    private let settings: MailSettings
    private let address: PublicAddress
    private let log: Log
    private let delivery: LetterDelivery
    private let task = BackgroundTask()

    init(
        _ settings: MailSettings, address: PublicAddress, store: Store, log: Log, metrics: Metrics
    ) {
        self.settings = settings
        self.address = address
        self.store = store
        self.log = log
        delivery = LetterDelivery(
            settings.transport, database: store.database, log: log,
            failures: metrics.counter(
                "facilitator_mail_failures_total",
                help: "Emails to facilitators that the mail program or the folder refused."),
            failureEvent: "facilitator_mail_failed",
            interruptionEvent: "facilitator_mail_interrupted")
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

    /// Sends the due emails now.
    func wake() { task.wake() }

    /// Ends a running mail program, whose letter stays due, and the current round.
    func stop() async { await task.stop() }

    private func round() async throws {
        let (origin, due) = try store.read { tx in
            (
                try LetterOrigin(in: tx),
                try tx.facilitatorMails.due(limit: Self.batchSize)
            )
        }
        for mail in due where !Task.isCancelled { try await send(mail, origin) }
    }

    private func send(_ mail: DueFacilitatorMail, _ origin: LetterOrigin) async throws {
        guard try await store.write({ try $0.facilitatorMails.claim(mail) }) else { return }
        let message = MailMessage(
            identity: "facilitator-\(mail.id).\(origin.installation)@\(settings.host)",
            sender: settings.sender.text, letterhead: Letterhead(name: origin.letterhead.name),
            recipient: mail.address,
            recipientName: mail.name,
            letter: FacilitatorMailText(mail: mail, address: address.text).letter,
            date: store.clock.now())
        try await delivery.send(
            message, to: mail.address, id: mail.id, file: "facilitator-\(mail.id)",
            release: { try $0.facilitatorMails.release(mail) },
            markSent: { try $0.facilitatorMails.markSent(mail) })
    }
}
