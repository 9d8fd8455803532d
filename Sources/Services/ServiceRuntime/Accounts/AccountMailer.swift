import AccountLetters
import BookingDomain
import Mail
import Observability
import SQLite
import TextEncoding
import Timekeeping

/// Sends the letters about accounts: confirmations of addresses and links to set a password.
///
/// A letter is marked as sent after the transport has accepted it. A crash in between sends it
/// twice, with another link but the same `Message-ID`, and never loses it.
package final class AccountMailer: Sendable {
    private static let batchSize = 50
    /// The maximum time between two rounds; failed letters are retried then.
    private static let maximumInterval = Duration.seconds(1)

    private let database: Database
    private let directory: any AccountDirectory
    private let text: AccountLetterText
    private let letterhead: @Sendable (Transaction) throws -> Letterhead
    private let settings: MailSettings
    private let log: Log
    private let delivery: LetterDelivery
    private let task = BackgroundTask()

    /// - Parameter letterhead: Reads the name, the signature and the address for answers.
    package init(
        _ settings: MailSettings, database: Database, directory: any AccountDirectory,
        text: AccountLetterText, letterhead: @escaping @Sendable (Transaction) throws -> Letterhead,
        log: Log, metrics: Metrics
    ) {
        self.settings = settings
        self.database = database
        self.directory = directory
        self.text = text
        self.letterhead = letterhead
        self.log = log
        delivery = LetterDelivery(
            settings.transport, database: database, log: log,
            failures: metrics.counter(
                "account_letter_failures_total",
                help: "Letters about accounts that the mail program or the folder refused."),
            failureEvent: "account_letter_failed", interruptionEvent: "account_letter_interrupted")
        func gauge(
            _ name: StaticString, help: String,
            _ value: @escaping @Sendable (AccountLetterQueue.State, Timestamp) -> Double
        ) {
            metrics.gauge(name, help: help) {
                (try? database.read { value(try $0.accountLetters.state(), $0.now) }) ?? -1
            }
        }
        gauge("account_letters_pending", help: "Unsent letters about accounts.") { state, _ in
            Double(state.waiting)
        }
        gauge("account_letters_oldest_seconds", help: "Age of the oldest of these.") { state, now in
            Double(state.oldest.map { max(0, now.seconds(since: $0)) } ?? 0)
        }
        gauge("account_letters_given_up", help: "Letters of the last four days that were given up.")
        { state, _ in Double(state.givenUp) }
    }

    /// Starts to send letters in the background.
    package func start() {
        task.start { [self] in
            await round()
            return Self.maximumInterval
        }
    }

    /// Sends the due letters now.
    package func wake() { task.wake() }

    /// Ends a running mail program, whose letter stays due, and the current round.
    package func stop() async { await task.stop() }

    private func round() async {
        do {
            let due = try database.read { try $0.accountLetters.due(limit: Self.batchSize) }
            for letter in due where !Task.isCancelled { try await send(letter) }
            let withdrawn = try database.read {
                try $0.accountLetters.toWithdraw(limit: Self.batchSize)
            }
            for letter in withdrawn {
                try MailTransport.remove(Self.fileName(of: letter), from: settings.folder)
                try await database.write { try $0.accountLetters.recordWithdrawal(of: letter) }
            }
            // A full batch means that more letters may be due.
            if due.count == Self.batchSize || withdrawn.count == Self.batchSize { wake() }
        } catch {
            log.warning("account_letter_round_failed", ["error": "\(error)"])
        }
    }

    private static func fileName(of letter: Int64) -> String { "account-\(letter)" }

    private func send(_ letter: AccountLetter) async throws {
        guard let draft = try await database.write({ try self.draft(letter, in: $0) }) else {
            return
        }
        let message = MailMessage(
            identity: "\(letter.identity)@\(settings.host)", sender: settings.sender.text,
            letterhead: draft.letterhead, recipient: draft.address,
            recipientName: draft.letter.name,
            letter: draft.letter, date: draft.time)
        try await delivery.send(
            message, to: draft.address, id: letter.id, file: Self.fileName(of: letter.id),
            release: { try $0.accountLetters.release(letter) },
            markSent: { try $0.accountLetters.markSent(letter) })
    }

    private struct Draft {
        let letter: Letter
        let address: String
        let letterhead: Letterhead
        let time: Timestamp
    }

    /// Claims a letter, finds its recipient and makes its link; nil if it is not to be sent.
    private func draft(_ letter: AccountLetter, in tx: Transaction) throws -> Draft? {
        let queue = tx.accountLetters
        guard try queue.claim(letter) else { return nil }
        guard let (owner, address) = try recipient(of: letter, in: tx) else {
            try queue.delete(letter)
            return nil
        }
        let token = try letter.kind.link.map {
            try tx.accountLinks.issue(
                $0, of: owner.id, address: address, lifetime: letter.kind.linkLifetime)
        }
        let letterhead = try self.letterhead(tx)
        return Draft(
            letter: text.letter(letter.kind, to: owner, of: letterhead.name, token: token),
            address: address, letterhead: letterhead, time: tx.now)
    }

    private func recipient(
        of letter: AccountLetter, in tx: Transaction
    ) throws -> (AccountOwner, String)? {
        switch letter.recipient {
        case .address(let address, let account):
            return try directory.owner(account, in: tx).map { ($0, address) }
        case .login(let login):
            guard let owner = try directory.owner(ofLogin: login, in: tx),
                let address = owner.address,
                try tx.accountLetters.resolve(letter, to: address, ofAccount: owner.id)
            else { return nil }
            return (owner, address)
        }
    }
}
