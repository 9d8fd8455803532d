import BookingDomain
import BookingStore
import Mail
import Observability
import SQLite
import ServiceRuntime
import TextEncoding
import Timekeeping

/// Sends guests emails about changes of their bookings.
///
/// A message is marked as sent only after the transport has accepted it. A crash in between sends
/// it twice, under the same `Message-ID`, but never loses it. When a guest deletes their account,
/// their messages are removed from the mail folder.
final class Mailer: Sendable {
    /// Few, because letters that are more urgent wait until all of them are sent.
    private static let batchSize = 10
    /// The minimum time between two rounds: a round for every booking would slow the writer down.
    private static let minimumInterval = Duration.milliseconds(100)
    /// The maximum time between two rounds; failed emails are retried then.
    private static let maximumInterval = Duration.seconds(1)

    private let store: Store
    private let log: Log
    private let calendar: CalendarPublisher
    private let replyAddress: String?
    /// The time between a reminder and the start of its event; 0 sends no reminders.
    private let reminderLead: Duration
    private let reminderLinks: ReminderLinks
    private let delivery: LetterDelivery
    private let folder: String
    private let task = BackgroundTask()

    init(
        _ settings: MailSettings, calendar: CalendarPublisher, reminderLead: Duration,
        reminderLinks: ReminderLinks, store: Store, log: Log, metrics: Metrics
    ) {
        self.store = store
        self.log = log
        self.calendar = calendar
        replyAddress = settings.replyAddress?.text
        self.reminderLead = reminderLead
        self.reminderLinks = reminderLinks
        folder = settings.folder
        delivery = LetterDelivery(
            settings.transport, database: store.database, log: log,
            failures: metrics.counter(
                "mail_failures_total", help: "Emails that the mail program or the folder refused."),
            failureEvent: "mail_failed", interruptionEvent: "mail_interrupted")
    }

    func start() {
        task.start { [self] in
            let isBehind = await round()
            if isBehind { return .zero }
            try? await Task.sleep(for: Self.minimumInterval)
            return Self.maximumInterval
        }
    }

    /// Sends the due emails now.
    func wake() { task.wake() }

    /// Ends a running mail program, whose email stays due, and the current round.
    func stop() async { await task.stop() }

    /// - Returns: Whether more emails are due.
    private func round() async -> Bool {
        do {
            // A full step means that bookings are made faster than rounds follow each other.
            var isBehind = try store.read { tx in try tx.mails.areToCollect() }
            while isBehind, !Task.isCancelled {
                isBehind = try await store.write { tx in try tx.mails.collect(limit: 500) }
            }
            try await remind()
            try await collectMessages()
            let (source, letterhead, due) = try store.read { tx in
                (
                    try calendar.source(in: tx), Letterhead(try tx.centre.current()),
                    try tx.mails.due(limit: Self.batchSize)
                )
            }
            for mail in due where !Task.isCancelled { try await send(mail, source, letterhead) }
            // Runs last, so that a failed removal delays no email.
            try await withdraw()
            return due.count == Self.batchSize
        } catch {
            log.warning("mail_round_failed", ["error": "\(error)"])
            return false
        }
    }

    private func remind() async throws {
        guard reminderLead > .zero else { return }
        let lead = reminderLead
        var isBehind = try store.read { tx in try tx.reminders.areDue(before: lead) }
        while isBehind, !Task.isCancelled {
            isBehind = try await store.write { tx in
                try tx.reminders.collect(before: lead, limit: 500)
            }
        }
    }

    private func collectMessages() async throws {
        var isBehind = try store.read { tx in try tx.messages.areToCollect() }
        while isBehind, !Task.isCancelled {
            isBehind = try await store.write { tx in try tx.messages.collect(limit: 500) }
        }
    }

    /// Removes the files of emails that were withdrawn.
    private func withdraw() async throws {
        let mails = try store.read { tx in try tx.mails.toWithdraw(limit: Self.batchSize) }
        for mail in mails {
            try MailTransport.remove(Self.fileName(of: mail), from: folder)
            try await store.write { tx in try tx.mails.recordWithdrawal(of: mail) }
        }
    }

    private static func fileName(of mail: Int64) -> String { "mail-\(mail)" }

    private func send(
        _ mail: DueMail, _ source: CalendarEntry.Source, _ letterhead: Letterhead
    ) async throws {
        guard !mail.isObsolete else {
            return try await store.write { tx in try tx.mails.drop(mail) }
        }
        guard try await store.write({ tx in try tx.mails.claim(mail) }) else { return }
        let message = BookingMessage(
            mail: mail, sender: source.organizer, replyAddress: replyAddress, source: source,
            letterhead: letterhead, reminderLinks: reminderLinks, now: store.clock.now()
        ).message
        try await delivery.send(
            message, to: mail.address, id: mail.id, file: Self.fileName(of: mail.id),
            release: { try $0.mails.release(mail) }, markSent: { try $0.mails.markSent(mail) })
    }
}
