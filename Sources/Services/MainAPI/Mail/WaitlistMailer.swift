import BookingDomain
import BookingStore
import Mail
import Observability
import SQLite
import ServiceRuntime
import Timekeeping

/// Sends guests the letters about their waits for seats.
///
/// As with ``Mailer``, a crash may send a letter twice under the same `Message-ID`, and the copies of
/// an erased guest's letters are removed from the mail folder.
final class WaitlistMailer: Sendable {
    private static let batchSize = 50
    /// The maximum time between two rounds; failed letters are retried then.
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
        self.store = store
        self.settings = settings
        self.address = address
        self.log = log
        delivery = LetterDelivery(
            settings.transport, database: store.database, log: log,
            failures: metrics.counter(
                "waitlist_letter_failures_total",
                help: "Letters about waiting lists that the mail program or the folder refused."),
            failureEvent: "waitlist_letter_failed",
            interruptionEvent: "waitlist_letter_interrupted")
    }

    func start() {
        task.start { [self] in
            do {
                // A full batch means that more letters may be due.
                return try await round() ? .zero : Self.maximumInterval
            } catch {
                log.warning("waitlist_letter_round_failed", ["error": "\(error)"])
                return Self.maximumInterval
            }
        }
    }

    /// Sends the due letters now.
    func wake() { task.wake() }

    /// Ends a running mail program, whose letter stays due, and the current round.
    func stop() async { await task.stop() }

    /// - Returns: Whether more letters may be due.
    private func round() async throws -> Bool {
        let (origin, due) = try store.read { tx in
            (
                try LetterOrigin(in: tx),
                try tx.waitlistLetters.due(limit: Self.batchSize)
            )
        }
        for letter in due where !Task.isCancelled { try await send(letter, origin) }
        // Runs last, so that a failed removal delays no letter.
        let withdrawn = try store.read { try $0.waitlistLetters.toWithdraw(limit: Self.batchSize) }
        for letter in withdrawn {
            try MailTransport.remove(Self.fileName(of: letter), from: settings.folder)
            try await store.write { try $0.waitlistLetters.recordWithdrawal(of: letter) }
        }
        return due.count == Self.batchSize || withdrawn.count == Self.batchSize
    }

    private static func fileName(of letter: Int64) -> String { "waitlist-\(letter)" }

    private func send(_ letter: DueWaitlistLetter, _ origin: LetterOrigin) async throws {
        guard !letter.isObsolete else {
            return try await store.write { try $0.waitlistLetters.drop(letter) }
        }
        guard try await store.write({ try $0.waitlistLetters.claim(letter) }) else { return }
        let now = store.clock.now()
        let answerAddress =
            letter.replyAddress ?? settings.replyAddress?.text ?? origin.letterhead.replyAddress
        let text = WaitlistMailText(
            letter: letter, address: address.text,
            replyAddress: answerAddress ?? settings.sender.text, now: now)
        let message = MailMessage(
            identity: "waitlist-\(letter.id).\(origin.installation)@\(settings.host)",
            sender: settings.sender.text, letterhead: origin.letterhead, recipient: letter.address,
            recipientName: letter.greetedName ?? "Guest", replyAddress: answerAddress,
            letter: text.content, date: now)
        try await delivery.send(
            message, to: letter.address, id: letter.id, file: Self.fileName(of: letter.id),
            release: { try $0.waitlistLetters.release(letter) },
            markSent: { try $0.waitlistLetters.markSent(letter) })
    }
}
